"""The words of every rule and every error, one file each: what `deckgen explain` shows, in all languages of deckgen.

A file is called as its rule. It holds its severity (`error`, `warning`, or `stop` for what ends a command), `fix`
where `check --fix` can fix some of it, its limits, the words in each language (`message`, `hint`, `why`), and cards
that pass and fail, which are its test. A rule with several cases has `[cases.NAME.en]` tables next to its own words.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from deckgen.messages.translations import LANGUAGES, translated
from deckgen.messages.wording import worded

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parents[1] / "rules" / "catalogue"
Value: TypeAlias = str | int
Values: TypeAlias = tuple[tuple[str, Value], ...]
"""What fills a text, as pairs of a name and its value: hashable, so that diagnostics are."""


class Said(NamedTuple):
    """A finding or an error in words."""

    message: str
    hint: str


class Entry(NamedTuple):
    """What the catalogue has of one rule."""

    name: str
    severity: str
    """`error`, `warning` or `stop`."""
    words: Mapping[str, Mapping[str, str]]
    """Language → `message`, `hint`, `why`."""
    cases: Mapping[str, Mapping[str, Mapping[str, str]]]
    """Case → language → `message`, `hint`; what a case does not say, the rule itself says."""
    passes: str = ""
    """YAML cards that the rule lets pass."""
    fails: str = ""
    """YAML cards in each of which it finds something."""
    limits: Mapping[str, int] = MappingProxyType({})
    """What it counts → the most that it lets pass."""
    fix: bool = False
    """Whether `deckgen check --fix` can mend what it finds, where that is certain."""
    files: Mapping[str, str] = MappingProxyType({})
    """Files of a deck, by their paths below its cards, in each of which it finds something that no card can hold."""


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """Every rule and error, in the order of their names."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@lru_cache(maxsize=512)
def entry(name: str) -> Entry:
    """What the catalogue has of a rule.

    Raises:
        KeyError: It has no such rule.
    """
    try:
        data: dict[str, Any] = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise KeyError(name) from None
    words = {language: data.get(language, {}) for language in LANGUAGES}
    passes, fails, limits = data.get("passes", ""), data.get("fails", ""), data.get("limits", {})
    fix, files = data.get("fix", False), data.get("files", {})
    return Entry(name, data["severity"], words, data.get("cases", {}), passes, fails, limits, fix, files)


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


def text(name: str, case: str = "") -> tuple[str, str]:
    """Message and hint in English, not yet filled.

    Raises:
        KeyError: The catalogue lacks the rule or the case.
    """
    found = entry(name)
    words = {**found.words["en"], **found.cases[case]["en"]} if case else found.words["en"]
    return words["message"], words.get("hint", "")


def say(name: str, case: str = "", values: Values = (), language: str = LANGUAGES[0]) -> Said:
    """A rule of the catalogue in words."""
    message, hint = translated(f"{name}.{case}" if case else name, language) or text(name, case)
    return Said(worded(message, dict(values), language), worded(hint, dict(values), language))
