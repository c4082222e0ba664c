"""Run the rules and turn their problems into diagnostics: first card by card, then for the deck as a whole."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from deckgen.model.diagnostics import Diagnostic, Span, legacy, warning
from deckgen.rules import (
    bare_path,
    broken_formula,
    cloze_deletions,
    cloze_elsewhere,
    dead_link,
    foreign_markup,
    joined_lines,
    remote_picture,
    stray_markup,
    table_cells,
    unclosed_math,
)
from deckgen.rules.rule import CardFacts, DeckRule, Rule, Subject
from deckgen.sources.places import MOST_TOLD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Self

    from deckgen.model import Card, Note, Scalar
    from deckgen.rules.settings import Settings

_ALWAYS: tuple[Rule, ...] = (
    cloze_deletions.RULE,
    cloze_elsewhere.RULE,
    unclosed_math.RULE,
    broken_formula.RULE,
    stray_markup.RULE,
    foreign_markup.RULE,
    joined_lines.RULE,
    table_cells.RULE,
    bare_path.RULE,
    remote_picture.RULE,
    dead_link.RULE,
)


def card_rules(*, lint: bool) -> tuple[Rule, ...]:
    """The rules for single cards, in their order; those that judge the writing load only where they are asked for."""
    if not lint:
        return _ALWAYS
    from deckgen.rules.quality import QUALITY

    return (*_ALWAYS, *QUALITY)


def deck_rules(*, lint: bool) -> tuple[DeckRule, ...]:
    """The rules that compare cards; all of them judge the writing."""
    if not lint:
        return ()
    from deckgen.rules.quality import BESIDE_EACH_OTHER

    return BESIDE_EACH_OTHER


class Rules(NamedTuple):
    """Rules, with one look for all of them, which most cards pass: ten looks of their own take as long as Markdown."""

    all: tuple[Rule, ...]
    asked: tuple[Rule, ...]
    """Those for a card that has no sign of the others."""
    signs: re.Pattern[str]
    letters: str
    """Signs beyond ASCII, one by one: among the beginnings of an expression they would make it six times as slow."""

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> Self:
        """Put rules together, in their order."""
        every = tuple(rules)
        signs = dict.fromkeys(sign for rule in every for sign in rule.signs)
        letters = "".join([sign for sign in signs if len(sign) == 1 and not sign.isascii()])
        pattern = "|".join([sign for sign in signs if sign not in letters])
        return cls(every, tuple([rule for rule in every if not rule.signs]), re.compile(pattern or r"(?!)"), letters)

    def of_card(self, rendered: str) -> tuple[Rule, ...]:
        """Those that may find something in a card that renders so."""
        signed = self.signs.search(rendered) or any(map(rendered.__contains__, self.letters))
        return self.all if signed else self.asked


def check_card(subject: Subject, rules: Rules) -> Iterator[Diagnostic]:
    """Check one rendered card against some rules."""
    card, places, settings = subject.card, subject.places, subject.settings
    if card.html:
        subject = _without_html(subject)
    for rule in rules.of_card(subject.rendered):
        for scalar, needle, case, values in islice(rule.check(subject), MOST_TOLD):
            span = places.within(scalar or card.values[card.kind.key][0], needle)
            yield legacy(rule.name, case, **dict(values)).at(span, settings.severity(rule.name))


def _without_html(subject: Subject) -> Subject:
    """A card whose HTML is left alone: rules judge what an author writes in Markdown."""
    card, note = subject.card, subject.note
    values = {
        name: tuple(scalar._replace(text="") for scalar in texts) if name in card.html else texts
        for name, texts in card.values.items()
    }
    fields = tuple("" if name in card.html else html for name, html in zip(card.kind.columns, note.fields, strict=True))
    return subject._replace(
        card=card._replace(values=values), note=note._replace(fields=fields), rendered="".join(fields)
    )


def facts_of(card: Card, note: Note, settings: Settings) -> CardFacts:
    """What rules about the whole deck need of a card.

    Args:
        card: As written.
        note: As rendered.
        settings: What the deck says of the rules.
    """
    from deckgen.rules.fronts import front_key, text_of

    first = card.values[card.kind.key][0]
    place = Span(card.span.path, first.line, first.column)
    text = ""
    terms: tuple[str, ...] = ()
    if any(rule.reads and settings.runs(rule.name) for rule in deck_rules(lint=True)):
        fields = {name: html for name, html in zip(card.kind.columns, note.fields, strict=True) if name in card.values}
        text = " ".join(text_of(html) for name, html in fields.items() if name != "sources")
        terms = tuple([text_of(fields[name]) for name in ("term", "expansion") if name in fields])
    requires = tuple([name.text for name in card.requires])
    return CardFacts(card.id, front_key(card.kind, note), place, "sources" in card.values, (), requires, terms, text)


def check_deck(cards: Sequence[CardFacts], inside: Iterable[Diagnostic], settings: Settings) -> tuple[Diagnostic, ...]:
    """Judge the cards of a whole deck beside each other.

    Args:
        cards: All cards of the deck.
        inside: What was found card by card.
        settings: What the deck says of the rules.

    Returns:
        What was found card by card and matters in this deck, what its cards have between them, and what a card
        ignores in vain.
    """
    idle = {rule.name for rule in card_rules(lint=True) if not rule.matters(cards)}
    told = [diagnostic for diagnostic in inside if diagnostic.rule not in idle]
    used: set[Scalar] = set()
    for rule in deck_rules(lint=True):
        severity = settings.severity(rule.name)
        for card, (_, _, case, values) in rule.check(cards, settings) if severity else ():
            diagnostic = legacy(rule.name, case, **dict(values)).at(card.place, severity)
            ignored = [] if diagnostic.is_error else [name for name in card.ignore if name.text == rule.name]
            if ignored:
                used.update(ignored)
            else:
                told.append(diagnostic)
    for card in cards:
        if card.ignore:
            left = [name for name in card.ignore if name not in used]
            told += [
                warning(
                    "unused-ignore", "'{name}' finds nothing in this card", "take it out of 'ignore'", name=name.text
                ).at(Span(card.place.path, name.line, name.column))
                for name in left
            ]
    return tuple(told)
