"""One card file to a part: its bytes in, notes and diagnostics out, nothing else looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from deckgen._version import __version__
from deckgen.model import Card, DeckConfig, Kind
from deckgen.model.diagnostics import Diagnostic, Span, finding, has_errors
from deckgen.pipeline.part import Part, PartEntry
from deckgen.pipeline.safety import check_note
from deckgen.rendering.markdown import Lookup
from deckgen.rendering.note import FieldPlan, render_note
from deckgen.rules import Settings, Subject, apply_suppressions, check_card, check_source, facts_of
from deckgen.sources.media import MediaFolder
from deckgen.sources.nodes import parse_clean
from deckgen.sources.places import Places
from deckgen.sources.schema import check_file
from deckgen.sources.text import decode


class _Given(NamedTuple):
    """What an environment is made of."""

    config: DeckConfig
    kinds: tuple[Kind, ...]
    media: MediaFolder
    shapes: Mapping[str, int] = MappingProxyType({})
    """Card id → the shape with which its note was released; a card that is not here takes its kind's newest."""


class Environment(_Given):
    """What all card files of a deck are compiled with."""

    @cached_property
    def plans(self) -> Mapping[tuple[str, int], FieldPlan]:
        """By kind and shape; none for a broken kind, whose cards are never compiled."""
        return {
            (kind.name, shape): FieldPlan(kind.at(shape), self.config)
            for kind in self.kinds
            for shape in range(1, kind.shape + 1)
            if not kind.broken
        }

    @cached_property
    def settings(self) -> Settings:
        """What the deck makes of the rules."""
        return Settings(dict(self.config.rules))

    @property
    def digest(self) -> str:
        """What decides which part a file compiles to, apart from its bytes and the media that it shows."""
        values = repr((__version__, self.config, self.kinds, sorted(self.shapes.items())))
        return hashlib.blake2b(values.encode(), digest_size=16).hexdigest()


def compile_part(data: bytes, path: str, environment: Environment) -> Part:
    """Compile one card file.

    Args:
        data: The file's bytes.
    """
    text = decode(data, path)
    if isinstance(text, Diagnostic):
        return Part(path, diagnostics=(text,), broken=True)
    source, found = parse_clean(text, path)
    checked = check_file(source, environment.kinds)
    places = Places(path, text)
    reported = {diagnostic.span.line for diagnostic in checked.diagnostics}
    doubts = [doubt for doubt in check_source(source, places) if doubt.span.line not in reported]
    diagnostics = [*found, *checked.diagnostics, *doubts]
    find, plans, settings = environment.media.find, environment.plans, environment.settings
    cards: list[Card] = []
    entries: list[PartEntry] = []
    media: dict[str, Lookup] = {}
    for id_, place, card, readable in checked.claims:
        if card is None:
            entries.append(PartEntry(id_, place, None, readable))
            continue
        card, late = _fitted(card, environment.shapes.get(id_, card.kind.shape))  # noqa: PLW2901 - the same card
        cards.append(card)
        diagnostics += late
        note, shown, problems = render_note(card, plans[card.kind.name, card.kind.shape], find, places)
        media.update((lookup.written, lookup) for lookup in shown)
        diagnostics += problems
        rendered = "".join(note.fields)
        refused = check_note(card, note, rendered, places)
        diagnostics += () if has_errors(problems) else refused  # a missing sound is reported once
        if has_errors(refused):
            entries.append(PartEntry(id_, place, None, readable))
            continue
        diagnostics += check_card(Subject(card, note, rendered, places), settings)
        entries.append(PartEntry(id_, place, note, readable, card.requires, facts_of(card, note)))
    left, unused = apply_suppressions(diagnostics, cards, settings)
    if unused:
        entries = [
            entry._replace(facts=entry.facts._replace(ignore=unused.get(entry.id, ()))) if entry.facts else entry
            for entry in entries
        ]
    return Part(path, tuple(entries), tuple(media.values()), left, source.broken)


def _fitted(card: Card, shape: int) -> tuple[Card, tuple[Diagnostic, ...]]:
    """A card in the shape with which it was released, and a problem for each text that has no field there."""
    if shape == card.kind.shape:
        return card, ()
    kind = card.kind.at(shape)
    if not kind.absent.intersection(card.values):
        return card._replace(kind=kind), ()
    problems = tuple(
        finding(
            "late-field",
            "'{name}' was added after this card was released: a card keeps the fields of its first release",
            "write it into 'detail', or retire this card and write a new one with another id",
            name=name,
        ).at(Span(card.span.path, texts[0].line, texts[0].column))
        for name, texts in card.values.items()
        if name in kind.absent
    )
    values = {name: texts for name, texts in card.values.items() if name not in kind.absent}
    return card._replace(kind=kind, values=values), problems
