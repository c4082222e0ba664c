"""Find the rules, run them, and turn their problems into diagnostics: file by file, card by card, then for the deck."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from deckgen.model.diagnostics import Diagnostic, Span, warning
from deckgen.model.nodes import Scalar, SourceFile
from deckgen.rules import checks
from deckgen.rules.rule import CardFacts, CardRule, FileRule, Subject
from deckgen.rules.suppressions import Settings
from deckgen.sources.places import Places


class Rules(Struct, frozen=True):
    """Rules, by what they look at."""

    of_files: tuple[FileRule, ...]
    of_cards: tuple[CardRule, ...]


@lru_cache(maxsize=1)
def all_rules() -> Rules:
    """The rule of each module in `checks`, by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(checks.__path__))
    rules = [importlib.import_module(f"{checks.__name__}.{name}").RULE for name in names]
    return Rules(
        tuple(rule for rule in rules if isinstance(rule, FileRule)),
        tuple(rule for rule in rules if isinstance(rule, CardRule)),
    )


def check_source(source: SourceFile, places: Places) -> Iterator[Diagnostic]:
    """Check a card file as it is written."""
    for rule in all_rules().of_files:
        yield from rule.check(source, places)


def check_card(subject: Subject, settings: Settings) -> Iterator[Diagnostic]:
    """Check one rendered card."""
    card = subject.card
    markdown = _without_html(subject) if card.html else subject
    written, rendered = _characters()
    for rule in _rules_about(_those_in(subject.written, written), _those_in(subject.rendered, rendered)):
        for found in rule.check(subject if rule.judges_html else markdown):
            if severity := settings.severity(rule.name):
                span = subject.places.within(found.scalar or card.values[card.kind.key][0], found.excerpt)
                yield found.finding.at(span, severity)


@lru_cache(maxsize=1)
def _characters() -> tuple[str, str]:
    """What some rule about cards looks for, as written and as rendered."""
    rules = all_rules().of_cards
    return "".join({*"".join(rule.written for rule in rules)}), "".join({*"".join(rule.rendered for rule in rules)})


def _those_in(text: str, characters: str) -> str:
    return "".join([character for character in characters if character in text])


@lru_cache(maxsize=1024)
def _rules_about(written: str, rendered: str) -> tuple[CardRule, ...]:
    """The rules about cards that can find something in one with these characters."""
    return tuple(
        rule
        for rule in all_rules().of_cards
        if not (rule.written or rule.rendered) or {*rule.written} & {*written} or {*rule.rendered} & {*rendered}
    )


def _without_html(subject: Subject) -> Subject:
    """A card whose HTML is left alone: rules judge what an author writes in Markdown."""
    card, note = subject.card, subject.note
    values = {
        name: tuple(replace(scalar, text="") for scalar in texts) if name in card.html else texts
        for name, texts in card.values.items()
    }
    fields = tuple("" if name in card.html else html for name, html in zip(card.kind.columns, note.fields, strict=True))
    return replace(
        subject,
        card=replace(card, values=values),
        note=replace(note, fields=fields),
        written="\n".join([scalar.text for texts in values.values() for scalar in texts]),
        rendered="".join(fields),
    )


def check_deck(cards: Sequence[CardFacts], inside: Iterable[Diagnostic], settings: Settings) -> tuple[Diagnostic, ...]:
    """Compare the cards of a whole deck.

    Returns:
        What was found inside, what the cards have between them, and what a card ignores in vain.
    """
    diagnostics = list(inside)
    used: set[Scalar] = set()
    first: dict[str, str] = {}
    severity = settings.severity("same-front")
    for card in cards if severity else ():
        earlier = first.setdefault(card.front, card.id)
        ignored = [] if severity == "error" else [name for name in card.ignore if name.text == "same-front"]
        if earlier != card.id:
            used.update(ignored)
            if not ignored:
                hint = "merge the two, or ask for what differs"
                what = warning("same-front", "card '{other}' asks the same thing", hint, other=earlier)
                diagnostics.append(what.at(card.place, severity))
    for card in cards:
        for name in card.ignore:
            if name not in used:
                span = Span(card.place.path, name.line, name.column)
                what = warning(
                    "unused-ignore", "'{name}' finds nothing in this card", "take it out of 'ignore'", name=name.text
                )
                diagnostics.append(what.at(span))
    return tuple(diagnostics)
