"""Texts for readers, from TOML files beside the code that shows them: one a language."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from deckgen.messages.wording import worded


class Texts(dict[str, str]):
    """Texts by their keys."""

    def __init__(self, language: str, texts: dict[str, str]) -> None:
        super().__init__(texts)
        self.language = language

    def say(self, key: str, /, **values: object) -> str:
        """A text, filled; see `deckgen.messages.wording`."""
        return worded(self[key], values, self.language)


@lru_cache(maxsize=16)
def read_texts(folder: Path, language: str) -> Texts:
    """The texts of a language (`ko`, `ko_KR`), in English where it has none.

    Args:
        folder: Where the files are: `en.toml`, and others that may say less.
    """
    short = language.replace("-", "_").split("_")[0].lower()
    texts = Texts("en", {})
    for name in ("en", short):
        path = folder / f"{name}.toml"
        if name.isalpha() and path.is_file():
            texts.update(tomllib.loads(path.read_text(encoding="utf-8")))
            texts.language = name
    return texts
