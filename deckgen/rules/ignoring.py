"""Which warnings a deck or a card does not want to see.

A deck says so of a rule (`rules:` in `deck.yaml`), a card of itself (`ignore:`). Only warnings about cards can be
turned off: never an error, and never what protects members.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from deckgen.messages.catalogue import ignorable, names
from deckgen.messages.translations import is_message
from deckgen.model.diagnostics import Diagnostic, Span, warning
from deckgen.sources.rule_settings import unknown_rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deckgen.model import Card, Scalar
    from deckgen.model.diagnostics import Finding
    from deckgen.rules.settings import Settings


class Heeded(NamedTuple):
    """A part's diagnostics after the deck and its cards had their say."""

    told: tuple[Diagnostic, ...]
    unused: dict[str, tuple[Scalar, ...]]
    """Card id → the rules under its `ignore` that found nothing in the part."""


def heed(diagnostics: Sequence[Diagnostic], cards: Sequence[Card], settings: Settings) -> Heeded:
    """Leave out what the deck has turned off and what cards ignore.

    Args:
        diagnostics: All that was found in one file.
        cards: The file's cards, in source order.
        settings: What the deck says of the rules.
    """
    ignoring = [card for card in cards if card.ignore]
    if not ignoring and not settings.chosen:
        return Heeded(tuple(diagnostics), {})
    starts = [card.span.line for card in cards]
    used: set[Scalar] = set()
    told: list[Diagnostic] = []
    for diagnostic in filter(None, (weighed(each, settings) for each in diagnostics)):
        at = bisect_right(starts, diagnostic.span.line) - 1
        own = [] if diagnostic.is_error or at < 0 else [n for n in cards[at].ignore if n.text == diagnostic.rule]
        if own and ignorable(diagnostic.rule):
            used.update(own)
        else:
            told.append(diagnostic)
    unused: dict[str, tuple[Scalar, ...]] = {}
    for card in ignoring:
        left = [name for name in card.ignore if name not in used]
        wrong = [(name, _wrong(name.text)) for name in left]
        told += [what.at(Span(card.span.path, name.line, name.column)) for name, what in wrong if what]
        unused[card.id] = tuple([name for name, what in wrong if not what])
    return Heeded(tuple(told), unused)


def _wrong(name: str) -> Finding | None:
    """Why no card can ignore what is called so."""
    known = [rule for rule in names() if ignorable(rule)]
    if name in known:
        return None
    if is_message(name):
        hint = "only doubts about the text of a card can be ignored: 'deckgen rules' lists them"
        return warning("unknown-rule.ignored", "no card can ignore '{name}'", hint, name=name)
    return unknown_rule(name, known)


def weighed(diagnostic: Diagnostic, settings: Settings) -> Diagnostic | None:
    """A warning as heavy as the deck wants it; None where it is off."""
    if diagnostic.rule not in settings.chosen:
        return diagnostic
    severity = settings.severity(diagnostic.rule)
    return diagnostic._replace(severity=severity) if severity else None
