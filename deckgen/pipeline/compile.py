"""One card file to a part: its bytes in, notes and diagnostics out, nothing else looked at. Parts can be kept."""

import hashlib
from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from deckgen._version import __version__
from deckgen.model import Card, DeckConfig, Kind, Note
from deckgen.model.diagnostics import Diagnostic, Span, finding, has_errors
from deckgen.model.nodes import Scalar
from deckgen.pipeline.safety import check_note
from deckgen.rendering.markdown import Lookup
from deckgen.rendering.note import FieldPlan, render_note
from deckgen.rules import Settings, Subject, apply_suppressions, check_card, check_source
from deckgen.sources.card_reader import check_file
from deckgen.sources.media import MediaFolder
from deckgen.sources.places import Places
from deckgen.sources.text import decode
from deckgen.sources.yaml_reader import parse_clean


class Environment(Struct, frozen=True, dict=True):
    """What all card files of a deck are compiled with."""

    config: DeckConfig
    kinds: tuple[Kind, ...]
    media: MediaFolder
    shapes: Mapping[str, int] = MappingProxyType({})
    """Card id → the shape with which its note was released; a card that is not here takes its kind's newest."""

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


class PartEntry(Struct, frozen=True):
    """A card of a part."""

    id: str
    place: Span
    """Where its id is written."""
    note: Note | None = None
    """None where the card has an error: its id is taken all the same."""
    readable: bool = True
    """Whether its kind is known; otherwise nothing more is reported of it."""
    requires: tuple[Scalar, ...] = ()
    first: Scalar | None = None
    """The text that it asks about; None where the card has an error."""
    ignore: tuple[Scalar, ...] = ()
    """The rules that the card ignores and that found nothing in its file."""

    @property
    def span(self) -> Span:
        """Where the card is."""
        return self.place if self.note is None else self.note.span


class Part(Struct, frozen=True):
    """What one card file compiles to: plain values, which can be kept, compared and pickled."""

    path: str
    """The file, as diagnostics call it."""
    entries: tuple[PartEntry, ...] = ()
    """In source order."""
    media: tuple[Lookup, ...] = ()
    """What its notes show, found or not; each once."""
    diagnostics: tuple[Diagnostic, ...] = ()
    broken: bool = False
    """Whether the file could not be read: which cards it holds is unknown."""


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
    cards: list[Card] = []
    entries: list[PartEntry] = []
    media: dict[str, Lookup] = {}
    for claim in checked.claims:
        card, note = claim.card, None
        if card is not None:
            card = _fitted(card, environment, diagnostics)
            cards.append(card)
            note, shown = _compile_card(card, environment, places, diagnostics)
            if shown:
                media.update((lookup.written, lookup) for lookup in shown)
        if card is None or note is None:
            entries.append(PartEntry(claim.id, claim.place, None, claim.readable))
        else:
            first = card.values[card.kind.key][0]
            entries.append(PartEntry(claim.id, claim.place, note, claim.readable, card.requires, first))
    left, unused = apply_suppressions(diagnostics, cards, environment.settings)
    if unused:
        entries = [replace(entry, ignore=unused.get(entry.id, ())) if entry.note else entry for entry in entries]
    return Part(path, tuple(entries), tuple(media.values()), left, source.broken)


def _compile_card(
    card: Card, environment: Environment, places: Places, diagnostics: list[Diagnostic]
) -> tuple[Note | None, tuple[Lookup, ...]]:
    """The note of a card, none where it would harm members, and what it shows."""
    plan = environment.plans[card.kind.name, card.kind.shape]
    note, media, problems = render_note(card, plan, environment.media.find, places)
    diagnostics += problems
    rendered = "".join(note.fields)
    refused = check_note(card, note, rendered, places)
    if refused:
        diagnostics += () if has_errors(problems) else refused  # a missing sound is reported once
        if has_errors(refused):
            return None, media
    written = "\n".join([scalar.text for texts in card.values.values() for scalar in texts])
    diagnostics += check_card(Subject(card, note, written, rendered, places), environment.settings)
    return note, media


def _fitted(card: Card, environment: Environment, diagnostics: list[Diagnostic]) -> Card:
    """A card in the shape with which it was released; each text that has no field there is reported."""
    shape = environment.shapes.get(card.id)
    if shape is None or shape == card.kind.shape:
        return card
    kind = card.kind.at(shape)
    late = kind.absent.intersection(card.values)
    for name in late:
        text = card.values[name][0]
        diagnostics.append(
            finding(
                "late-field",
                "'{name}' was added after this card was released: a card keeps the fields of its first release",
                "write it into 'detail', or retire this card and write a new one with another id",
                name=name,
            ).at(Span(card.span.path, text.line, text.column))
        )
    return replace(card, kind=kind, values={name: texts for name, texts in card.values.items() if name not in late})


class KeptParts:
    """The parts of the previous build, to recompile only what changed."""

    def __init__(self) -> None:
        self._parts: dict[str, tuple[tuple[bytes, str], Part]] = {}

    def part(self, data: bytes, path: str, environment: Environment, digest: str) -> Part:
        """The part of a file, compiled unless the last one was compiled from the same.

        Args:
            data: The file's bytes.
        """
        key = hashlib.blake2b(data, digest_size=16).digest(), digest
        last, part = self._parts.get(path, (None, None))
        if part is None or last != key or _shows_otherwise(part, environment):
            part = compile_part(data, path, environment)
            self._parts[path] = key, part
        return part


def _shows_otherwise(part: Part, environment: Environment) -> bool:
    """Whether a picture or sound that a part names is another now, or is there only now."""
    return any(environment.media.find(lookup.written) != lookup.found for lookup in part.media)
