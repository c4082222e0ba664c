"""Texts for readers of a page, a site, release notes: English in TOML next to the code that shows them."""

import tomllib
from functools import lru_cache
from pathlib import Path

from deckgen.messages.translations import LANGUAGES, translated_text
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
        folder: Where `en.toml` is; translations have the name of the folder above before their keys: `page.search`.
    """
    short = language.replace("-", "_").split("_")[0].lower()
    english = tomllib.loads((folder / "en.toml").read_text(encoding="utf-8"))
    texts = {key: translated_text(f"{folder.parent.name}.{key}", short) or text for key, text in english.items()}
    return Texts(short if short in LANGUAGES else LANGUAGES[0], texts)
