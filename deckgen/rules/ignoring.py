"""Which warnings a deck or a card suppresses.

A deck says so of a rule (`rules:` in `deck.yaml`), a card of itself (`ignore:`). Only warnings about cards can be
turned off: never an error, and never what protects members.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from deckgen.messages.catalogue import entry, ignorable, names
from deckgen.messages.translations import is_message
from deckgen.model import Card, Scalar
from deckgen.model.diagnostics import Diagnostic, Finding, Span, Text, nearest, warning
from deckgen.rules.settings import Settings

_UNKNOWN_RULE: dict[str, Text] = {
    "": ("unknown-rule", "there is no rule '{name}'", ""),
    "near": ("unknown-rule.near", "there is no rule '{name}'", "did you mean '{near}'?"),
    "known": ("unknown-rule.known", "there is no rule '{name}'", "'deckgen rules' lists them: {known}"),
    "unknown": ("unknown-rule.unknown", "there is no rule '{name}'", "'deckgen rules' lists them"),
    "error": (
        "unknown-rule.error",
        "'{name}' is an error, and errors cannot be ignored",
        "fix what it reports: 'deckgen rules {name}'",
    ),
    "warning": (
        "unknown-rule.warning",
        "'{name}' is not about a card, so a card cannot ignore it",
        "take it out of 'ignore'",
    ),
    "stop": ("unknown-rule.stop", "'{name}' is an error, and errors cannot be ignored", "take it out of 'ignore'"),
    "set-error": ("unknown-rule.set-error", "'{name}' is an error, and stays one", "take it out of 'rules'"),
    "set-warning": (
        "unknown-rule.set-warning",
        "'{name}' is not about cards, and cannot be set",
        "take it out of 'rules'",
    ),
    "set-stop": ("unknown-rule.set-stop", "'{name}' is an error, and stays one", "take it out of 'rules'"),
}


class Suppressed(NamedTuple):
    """A part's diagnostics without those that the deck or a card suppresses."""

    left: tuple[Diagnostic, ...]
    unused: dict[str, tuple[Scalar, ...]]
    """Card id → the rules under its `ignore` that found nothing in the part."""


def apply_suppressions(diagnostics: Sequence[Diagnostic], cards: Sequence[Card], settings: Settings) -> Suppressed:
    """Leave out what the deck has turned off and what its cards ignore.

    Args:
        diagnostics: All that was found in one file.
        cards: The file's cards, in source order.
        settings: What the deck says of the rules.
    """
    ignoring = [card for card in cards if card.ignore]
    if not ignoring and not settings.chosen:
        return Suppressed(tuple(diagnostics), {})
    starts = [card.span.line for card in cards]
    used: set[Scalar] = set()
    left: list[Diagnostic] = []
    for diagnostic in filter(None, (apply_severity(each, settings) for each in diagnostics)):
        at = bisect_right(starts, diagnostic.span.line) - 1
        own = [] if diagnostic.is_error or at < 0 else [n for n in cards[at].ignore if n.text == diagnostic.rule]
        if own and ignorable(diagnostic.rule):
            used.update(own)
        else:
            left.append(diagnostic)
    unused: dict[str, tuple[Scalar, ...]] = {}
    for card in ignoring:
        without_use = [(name, _why_not_ignorable(name.text)) for name in card.ignore if name not in used]
        left += [what.at(Span(card.span.path, name.line, name.column)) for name, what in without_use if what]
        unused[card.id] = tuple(name for name, what in without_use if not what)
    return Suppressed(tuple(left), unused)


def _why_not_ignorable(name: str) -> Finding | None:
    if name not in names() and is_message(name):
        return warning(*_UNKNOWN_RULE["error"], name=name)
    if name not in names():
        case, words = nearest(name, [rule for rule in names() if ignorable(rule)])
        return warning(*_UNKNOWN_RULE[case], name=name, **words)
    return None if ignorable(name) else warning(*_UNKNOWN_RULE[entry(name).severity], name=name)


def apply_severity(diagnostic: Diagnostic, settings: Settings) -> Diagnostic | None:
    """A diagnostic with the severity that the deck gives its rule; None where the rule is off."""
    if diagnostic.rule not in settings.chosen:
        return diagnostic
    severity = settings.severity(diagnostic.rule)
    return diagnostic._replace(severity=severity) if severity else None
