"""Texts for readers, from TOML files: one a language."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_HERE = Path(__file__).parent / "texts"


@lru_cache(maxsize=16)
def read_texts(language: str, folder: Path = _HERE) -> Mapping[str, str]:
    """The texts of a language (`ko`, `ko_KR`), in English where it has none.

    Args:
        language: A language code.
        folder: Where the files are; the difference's own by default.
    """
    short = language.replace("-", "_").split("_")[0]
    texts: dict[str, str] = {}
    for name in ("en", short):
        path = folder / f"{name}.toml"
        if name.isalpha() and path.is_file():
            texts |= tomllib.loads(path.read_text(encoding="utf-8"))
    return texts
