"""Texts for readers, from TOML files beside the code that shows them: one a language."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@lru_cache(maxsize=16)
def read_texts(folder: Path, language: str) -> Mapping[str, str]:
    """The texts of a language (`ko`, `ko_KR`), in English where it has none.

    Args:
        folder: Where the files are: `en.toml`, and others that may say less.
        language: A language code.
    """
    short = language.replace("-", "_").split("_")[0].lower()
    texts: dict[str, str] = {}
    for name in ("en", short):
        path = folder / f"{name}.toml"
        if name.isalpha() and path.is_file():
            texts |= tomllib.loads(path.read_text(encoding="utf-8"))
    return texts
