"""What a member's collection holds at one moment; plain values, so that judging needs no Anki."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from deckgen.anki.snapshot import ID_FIELD, REVISION_FIELD

_RENAMED = re.compile(r"-[0-9a-f]{40}(?=\.\w{1,5}\b)")
"""What Anki puts into a media file's name when that name was taken by another file."""


class NoteState(NamedTuple):
    """A note in a collection."""

    id: int
    guid: str
    note_type: int
    mod: int
    """Seconds since 1970."""
    fields: tuple[str, ...]
    tags: frozenset[str]

    @property
    def content(self) -> tuple[tuple[str, ...], frozenset[str]]:
        """What upstream says in this note, whatever names Anki gave to its media files."""
        return tuple(_RENAMED.sub("", field) for field in self.fields), self.tags


class CardState(NamedTuple):
    """A card in a collection."""

    id: int
    note: int
    ordinal: int
    deck: str
    schedule: tuple[object, ...]
    """Queue, due, interval, ease, repetitions, lapses and the rest of what reviews made of it."""


class NoteTypeState(NamedTuple):
    """A note type in a collection."""

    name: str
    names: tuple[tuple[str, ...], tuple[str, ...]]
    """Of its fields, and of its templates: Anki takes other lists for another note type."""
    look: tuple[str, ...]
    """CSS, then each template's front and back."""
    cloze: bool

    @property
    def fronts(self) -> tuple[str, ...]:
        """The fronts of its templates."""
        return self.look[1::2]


@dataclass(frozen=True)
class CollectionState:
    """A whole collection."""

    notes: tuple[NoteState, ...]
    cards: tuple[CardState, ...]
    reviews: Mapping[int, int]
    """Review id → card id."""
    note_types: Mapping[int, NoteTypeState]
    decks: frozenset[str]

    @cached_property
    def by_guid(self) -> dict[str, NoteState]:
        """The first note of each guid."""
        found: dict[str, NoteState] = {}
        for note in self.notes:
            found.setdefault(note.guid, note)
        return found

    @cached_property
    def used_types(self) -> dict[int, NoteTypeState]:
        """Those that notes are of: each new collection holds others, under ids that another may give away."""
        return {number: self.note_types[number] for number in {note.note_type for note in self.notes}}

    @cached_property
    def cards_of(self) -> dict[int, list[CardState]]:
        """Note id → its cards, in the order of their templates."""
        found: dict[int, list[CardState]] = {}
        for card in sorted(self.cards, key=lambda card: card.ordinal):
            found.setdefault(card.note, []).append(card)
        return found

    def revision_of(self, note: NoteState) -> str | None:
        """The release in which a note of deckgen's last changed for its readers; None of other tools' notes."""
        names, _ = self.note_types[note.note_type].names
        return note.fields[names.index(REVISION_FIELD)] if {ID_FIELD, REVISION_FIELD} <= {*names} else None
