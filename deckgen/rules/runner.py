"""Run the rules and turn their problems into diagnostics: first card by card, then for the deck as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen.diagnostics import Diagnostic, Severity, Span, did_you_mean
from deckgen.rules import cloze_deletions, dead_link, stray_markup, unclosed_math
from deckgen.rules.rule import CardFacts, DeckRule, Rule, Subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from deckgen.model import Card, Note
    from deckgen.sources.places import Places

_CORRECTNESS: tuple[Rule, ...] = (cloze_deletions.RULE, unclosed_math.RULE, stray_markup.RULE, dead_link.RULE)


def card_rules(*, quality: bool) -> tuple[Rule, ...]:
    """The rules for single cards, in their order; those that judge the writing load only where they are asked for."""
    if not quality:
        return _CORRECTNESS
    from deckgen.rules.quality import QUALITY  # noqa: PLC0415 - not in every build

    return (*_CORRECTNESS, *QUALITY)


def deck_rules(*, quality: bool) -> tuple[DeckRule, ...]:
    """The rules that compare cards; all of them judge the writing."""
    if not quality:
        return ()
    from deckgen.rules.quality import BESIDE_EACH_OTHER  # noqa: PLC0415 - not in every build

    return BESIDE_EACH_OTHER


def check_card(card: Card, note: Note, rendered: str, places: Places, rules: Iterable[Rule]) -> Iterator[Diagnostic]:
    """Check one rendered card.

    Args:
        card: As written.
        note: As rendered.
        rendered: All its fields in one.
        places: The card's file.
        rules: The rules to run.
    """
    subject = Subject(card, note, rendered)
    ignored = {name.text for name in card.ignore}
    if ignored:
        yield from _unknown(card)
    for rule in rules:
        if rule.name in ignored and rule.severity is Severity.WARNING:
            continue
        for problem in rule.check(subject):
            scalar = problem.scalar or card.values[card.kind.key][0]
            span = places.within(scalar, problem.needle)
            yield Diagnostic(span, rule.name, problem.message, problem.hint, rule.severity)


def _unknown(card: Card) -> Iterator[Diagnostic]:
    """The names under `ignore` that no warning has."""
    every: tuple[Rule | DeckRule, ...] = (*card_rules(quality=True), *deck_rules(quality=True))
    known = {rule.name for rule in every if rule.severity is Severity.WARNING}
    for name in card.ignore:
        if name.text not in known:
            span = Span(card.span.path, name.line, name.column)
            message, hint = f"no warning is called '{name.text}'", did_you_mean(name.text, known)
            yield Diagnostic(span, "unknown-rule", message, hint or "see 'deckgen check'", Severity.WARNING)


def facts_of(card: Card, note: Note) -> CardFacts:
    """What rules about the whole deck need of a card."""
    from deckgen.rules.fronts import front_key  # noqa: PLC0415 - not in every build

    first = card.values[card.kind.key][0]
    place = Span(card.span.path, first.line, first.column)
    ignored = tuple([name.text for name in card.ignore])
    return CardFacts(card.id, front_key(card.kind, note), place, "sources" in card.values, ignored)


def check_deck(cards: Sequence[CardFacts], found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Judge the cards of a whole deck beside each other.

    Args:
        cards: All cards of the deck.
        found: What was found card by card.

    Returns:
        What was found card by card and matters in this deck, and what its cards have between them.
    """
    idle = {rule.name for rule in card_rules(quality=True) if not rule.matters(cards)}
    between = [
        Diagnostic(card.place, rule.name, problem.message, problem.hint, rule.severity)
        for rule in deck_rules(quality=True)
        for card, problem in rule.check(cards)
        if rule.name not in card.ignore
    ]
    return (*(diagnostic for diagnostic in found if diagnostic.rule not in idle), *between)
