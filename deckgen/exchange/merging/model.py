"""What a member's export says about the sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from deckgen.anki.snapshot import SnapshotNote
from deckgen.exchange.source_cards import SourceCard


class Standing(Enum):
    """Who changed a field since the release that the member has."""

    MEMBER = "member"
    """Only the member."""
    CONFLICT = "conflict"
    """The author, too; or it is not certain that they did not."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field in which a member wrote."""

    column: str
    label: str
    """The field's name in Anki."""
    ours: str
    """HTML, as the sources have it."""
    theirs: str
    """HTML, as the member has it."""
    standing: Standing


@dataclass(frozen=True, slots=True)
class NoteChange:
    """A note in which a member wrote."""

    source: SourceCard
    title: str
    fields: tuple[FieldChange, ...]


class TagChange(NamedTuple):
    """Tags of the member's own on a card."""

    source: SourceCard
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """A member's export, compared with the sources."""

    changes: tuple[NoteChange, ...]
    """In study order."""
    unknown: tuple[SnapshotNote, ...] = ()
    """Of another shape than today's, or with a field of which it is unknown what was given."""
    own: tuple[SnapshotNote, ...] = ()
    """Notes of the member's own, in the deck's note types."""
    others: int = 0
    """How many notes are of no note type of the deck."""
    tagged: tuple[TagChange, ...] = ()
    """The cards that have tags of the member's own."""
    media: Mapping[str, str] = field(default_factory=dict)
    """Packed name → path below `media/`, of the deck's own files."""
