"""What the catalogue has of a rule, for readers: `deckgen rules`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from deckgen.messages.catalogue import Said, entry, names, settable
from deckgen.messages.wording import worded

GAP = "…"
"""Stands in a message for what only a finding knows."""


class Described(NamedTuple):
    """A rule, in one language."""

    name: str
    severity: str
    """`error`, `warning` or `stop`, as the catalogue has it."""
    settable: bool
    """Whether a deck may set it and a card ignore it."""
    why: str
    """May be empty for what stops a command."""
    says: tuple[Said, ...]
    """What it may say, with `GAP` for what a finding fills in: at least one."""
    limits: Mapping[str, int]
    passes: str
    """YAML cards, as `fails`; both may be empty."""
    fails: str
    fix: bool
    """Whether `deckgen check --fix` fixes it where only one fix is possible."""


class _Gaps(dict[str, str]):
    def __missing__(self, _: str) -> str:
        return GAP


def described(name: str, language: str) -> Described:
    """Describe a rule.

    Args:
        name: The rule.
        language: One of the catalogue's.

    Raises:
        KeyError: The catalogue has no such rule.
    """
    found = entry(name)
    own = found.words[language]
    cases = [{**own, **case[language]} for case in found.cases.values()]
    heard = [own, *cases] if own.get("message") else cases
    says = [
        Said(worded(words["message"], _Gaps(), language), worded(words.get("hint", ""), _Gaps(), language))
        for words in heard
    ]
    return Described(
        name,
        found.severity,
        settable(name),
        own.get("why", ""),
        tuple(dict.fromkeys(says)),
        found.limits,
        found.passes.strip("\n"),
        found.fails.strip("\n"),
        found.fix,
    )


def all_described(language: str) -> tuple[Described, ...]:
    """All rules: first those that a deck may set, then what else is told of sources; each part by name."""
    every = [described(name, language) for name in names()]
    return tuple(sorted(every, key=lambda rule: (not rule.settable, rule.severity == "stop")))
