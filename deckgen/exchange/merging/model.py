"""What a member's export says about the sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from deckgen.anki.snapshot import SnapshotNote
from deckgen.exchange.source_cards import SourceCard


class Standing(Enum):
    """How a member's text of a field stands to the sources."""

    MENDED = "mended"
    """Only the member changed it."""
    CONFLICT = "conflict"
    """The author changed it, too, since the member's release."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that a member's note has otherwise."""

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
    """What a member's note has otherwise."""

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
    older: tuple[SnapshotNote, ...] = ()
    """Written in an older release's text, which nobody knows here."""
    own: tuple[SnapshotNote, ...] = ()
    """Notes of the member's own, in the deck's note types."""
    others: int = 0
    """How many notes are of no note type of the deck."""
    tagged: tuple[TagChange, ...] = ()
    """The cards that have tags of the member's own."""
    media: Mapping[str, str] = field(default_factory=dict)
    """Packed name → path below `media/`, of the deck's own files."""
