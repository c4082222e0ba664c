"""What the catalogue has of a rule, for readers: `deckgen rules`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from deckgen.anki.guard.style import UNFINISHED_STYLE
from deckgen.messages.catalogue import Said, entry, names, settable
from deckgen.messages.translations import translated
from deckgen.messages.wording import worded
from deckgen.rules import own_files
from deckgen.rules.rule import Messages
from deckgen.rules.runner import all_rules

GAP = "…"
"""Stands in a message for what only a finding knows."""


class Described(NamedTuple):
    """A rule, in one language."""

    name: str
    severity: str
    """`error` or `warning`."""
    settable: bool
    """Whether a deck may set it and a card ignore it."""
    why: str
    says: tuple[Said, ...]
    """What it may say, with `GAP` for what a finding fills in: at least one."""
    limits: Mapping[str, int]
    passes: str
    """YAML cards, as `fails`; both may be empty."""
    fails: str


class _Gaps(dict[str, str]):
    def __missing__(self, _: str) -> str:
        return GAP


def described(name: str, language: str) -> Described:
    """Describe a rule.

    Raises:
        KeyError: The catalogue has no such rule.
    """
    found = entry(name)
    texts = [
        translated(f"{name}.{case}" if case else name, language) or text for case, text in rule_messages()[name].items()
    ]
    says = [Said(worded(message, _Gaps(), language), worded(hint, _Gaps(), language)) for message, hint in texts]
    return Described(
        name,
        found.severity,
        settable(name),
        found.why[language],
        tuple(dict.fromkeys(says)),
        found.limits,
        found.passes.strip("\n"),
        found.fails.strip("\n"),
    )


@lru_cache(maxsize=1)
def rule_messages() -> dict[str, Messages]:
    """Rule → what it says."""
    of_cards = {rule.name: rule.messages for rules in all_rules() for rule in rules}
    unfinished = {case: (message, hint) for case, (_, message, hint) in UNFINISHED_STYLE.items()}
    return {**of_cards, **own_files.MESSAGES, "unfinished-style": unfinished}


def all_described(language: str) -> tuple[Described, ...]:
    """All rules, by name: first those that a deck may set."""
    return tuple(sorted((described(name, language) for name in names()), key=lambda rule: not rule.settable))
