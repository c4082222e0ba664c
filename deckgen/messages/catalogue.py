"""The rules that `deckgen rules` explains, one file each in `rules/catalogue/`.

A file is named after its rule. It holds its severity (`error` or `warning`), why the rule is there, in each language,
and cards that pass and fail, which are its test.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from msgspec import Struct

from deckgen.messages.translations import LANGUAGES

FOLDER = Path(__file__).parents[1] / "rules" / "catalogue"
Value: TypeAlias = str | int
Values: TypeAlias = tuple[tuple[str, Value], ...]
"""What fills a text, as pairs of a name and its value: hashable, so that diagnostics are."""


class Said(NamedTuple):
    """A finding or an error in words."""

    message: str
    hint: str


class CatalogueEntry(Struct, frozen=True):
    """What the catalogue has of one rule."""

    name: str
    severity: str
    """`error` or `warning`."""
    why: Mapping[str, str]
    """Language → why the rule is there."""
    passes: str = ""
    """YAML cards that the rule lets pass."""
    fails: str = ""
    """YAML cards in each of which it finds something."""
    files: Mapping[str, str] = MappingProxyType({})
    """Files of a deck, by their paths below its cards, in each of which it finds something that no card can hold."""


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """Every rule, by name."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@lru_cache(maxsize=512)
def entry(name: str) -> CatalogueEntry:
    """What the catalogue has of a rule.

    Raises:
        KeyError: It has no such rule.
    """
    import tomllib  # only what a deck sets or breaks is read

    try:
        data: dict[str, Any] = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise KeyError(name) from None
    why = {language: data[language]["why"] for language in LANGUAGES}
    return CatalogueEntry(
        name, data["severity"], why, data.get("passes", ""), data.get("fails", ""), data.get("files", {})
    )


def settable(name: str) -> bool:
    """Whether a deck may set a rule: a doubt about cards, kinds or styles, no error and no guard.

    Raises:
        KeyError: The catalogue has no such rule.
    """
    found = entry(name)
    return found.severity == "warning" and bool(found.fails or found.files)


def ignorable(name: str) -> bool:
    """Whether a card may ignore a rule: a doubt about cards.

    Raises:
        KeyError: The catalogue has no such rule.
    """
    return settable(name) and bool(entry(name).fails)
