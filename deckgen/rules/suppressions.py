"""Which doubts a deck or a card suppresses.

A deck says so of a rule (`rules:` in `deck.yaml`), a card of itself (`ignore:`). Only warnings about cards can be
turned off: never an error, and never what protects members.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from deckgen.messages.catalogue import entry, ignorable, names
from deckgen.messages.translations import is_message
from deckgen.model import Card
from deckgen.model.diagnostics import Diagnostic, Finding, Severity, Span, warning
from deckgen.model.nodes import Scalar
from deckgen.sources.rule_settings import unknown_rule

OFF = "off"


class Settings(Struct, frozen=True):
    """The rules in one deck."""

    chosen: Mapping[str, str] = MappingProxyType({})
    """Rule → `off`, `warning` or `error`, where the deck says so."""

    def severity(self, rule: str) -> Severity | None:
        """A rule's severity in the deck; None for one that is off.

        Raises:
            KeyError: There is no such rule.
        """
        chosen = self.chosen.get(rule) or entry(rule).severity
        return None if chosen == OFF else Severity(chosen)


class Suppressed(NamedTuple):
    """A part's diagnostics without those that the deck or a card suppresses."""

    left: tuple[Diagnostic, ...]
    unused: dict[str, tuple[Scalar, ...]]
    """Card id → the rules under its `ignore` that found nothing in the part."""


def apply_suppressions(diagnostics: Sequence[Diagnostic], cards: Sequence[Card], settings: Settings) -> Suppressed:
    """Leave out what the deck has turned off and what its cards ignore."""
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
    known = [rule for rule in names() if ignorable(rule)]
    if name in known:
        return None
    if is_message(name):
        hint = "only doubts about the text of a card can be ignored: 'deckgen rules' lists them"
        return warning("unknown-rule.ignored", "no card can ignore '{name}'", hint, name=name)
    return unknown_rule(name, known)


def apply_severity(diagnostic: Diagnostic, settings: Settings) -> Diagnostic | None:
    """A diagnostic with the severity that the deck gives its rule; None where the rule is off."""
    if diagnostic.rule not in settings.chosen:
        return diagnostic
    severity = settings.severity(diagnostic.rule)
    return replace(diagnostic, severity=severity) if severity else None
