"""What a member's collection holds at one moment; plain values, so that judging needs no Anki."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias
from urllib.parse import unquote

from deckgen.anki.titles import title_of
from deckgen.html.media import files_of
from deckgen.html.reading import read

_RENAMED = re.compile(r"-[0-9a-f]{40}(?=\.\w{1,5}\b)")
"""What Anki puts into a media file's name when that name was taken by another file."""
_LONG = 60
_SOFT = 60
"""Seconds: no clock moves a note's time by so little between two releases, and each soft change by one."""


@dataclass(frozen=True, slots=True)
class NoteState:
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

    @property
    def title(self) -> str:
        """What people call it."""
        return title_of(self.fields, self.guid, _LONG)


@dataclass(frozen=True, slots=True)
class CardState:
    """A card in a collection."""

    id: int
    note: int
    ordinal: int
    deck: str
    is_new: bool
    """Whether it was never reviewed; only then is `due` a place in the queue that upstream may choose."""
    schedule: tuple[object, ...]
    """Queue, due, interval, ease, repetitions, lapses and the rest of what reviews made of it."""


@dataclass(frozen=True, slots=True)
class NoteTypeState:
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
    def cards_of(self) -> dict[int, list[CardState]]:
        """Note id → its cards, in the order of their templates."""
        found: dict[int, list[CardState]] = {}
        for card in sorted(self.cards, key=lambda card: (card.note, card.ordinal)):
            found.setdefault(card.note, []).append(card)
        return found


def soft_steps(old: CollectionState, new: CollectionState) -> frozenset[str]:
    """The guids of notes that changed, and whose time moved by a few seconds only: they are to replace no one's words.

    deckgen dates a change of tags, category or the like so. Where notes that say the same moved, too, the times are
    the build's, and mean nothing.
    """
    both = [(note, new.by_guid[guid]) for guid, note in old.by_guid.items() if guid in new.by_guid]
    if any(now.mod > was.mod and now.content == was.content for was, now in both):
        return frozenset()
    return frozenset(was.guid for was, now in both if now.content != was.content and 0 < now.mod - was.mod <= _SOFT)


MediaOfBoth: TypeAlias = tuple[Mapping[str, str], Mapping[str, str]]
"""OLD's and NEW's media: file name → a digest of the content."""


def is_changed(was: NoteState, now: NoteState, media: MediaOfBoth) -> bool:
    """Whether a note says something else in NEW, or is meant to arrive anew.

    A note whose time did not move forward is one that upstream means to be as it was. Where it reads the same, too,
    members miss nothing but the other HTML: a deck that moved from Anki's editor to Markdown is such a case.
    """
    if was.content == now.content:
        return False
    if now.mod > was.mod or was.tags != now.tags or len(was.fields) != len(now.fields):
        return True
    both = zip(was.fields, now.fields, strict=True)
    return any(_read(a, media[0]) != _read(b, media[1]) for a, b in both if a != b)


def _read(field: str, media: Mapping[str, str]) -> tuple[str, list[str]]:
    """What a reader sees of a field: its text, and its files by their contents."""
    pieces = [piece for piece in read(field) if piece.kind not in {"item", "picture"} or piece.source]
    text = "".join("\N{OBJECT REPLACEMENT CHARACTER}" if piece.source else piece.text for piece in pieces)
    return "".join(text.split()), [media.get(name, name) for name in media_of(field)]


def media_of(field: str) -> list[str]:
    """The files that a field shows or plays, as Anki looks for them."""
    return [unquote(file.name) for file in files_of(field)]
