"""A deck as Anki gets it: note types, notes, media."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from deckgen.model.cards import DeckConfig
from deckgen.model.diagnostics import Span
from deckgen.model.kinds import Kind


class NoteTemplate(Struct, frozen=True):
    """A card template as Anki gets it."""

    name: str
    id: int
    front: str
    back: str


class NoteField(Struct, frozen=True):
    """A field of a note type as Anki gets it."""

    name: str
    id: int
    label: str
    """What people call it, in the deck's language."""
    helper: bool = False
    """Whether Anki's editor shows it closed, and deletes it only after asking."""


class NoteType(Struct, frozen=True):
    """A note type as Anki gets it."""

    kind: str
    id: int
    name: str
    fields: tuple[NoteField, ...]
    templates: tuple[NoteTemplate, ...]
    css: str
    cloze: bool
    columns: tuple[str, ...]
    """The language-free names of `fields`, in the same order."""
    shape: int = 1
    """Which shape of its kind it is."""
    settings: Mapping[str, Any] = MappingProxyType({})
    """What Anki keeps of it besides; see `anki.settings`."""


class Note(Struct, frozen=True, gc=False):
    """A note as Anki gets it, but for its modification time."""

    id: str
    """The author's id, unique in the deck."""
    guid: str
    kind: str
    fields: tuple[str, ...]
    """HTML, in the note type's field order."""
    tags: tuple[str, ...]
    category: str
    cards: tuple[int, ...]
    """The ordinals of the cards that exist."""
    title: str
    """Its front as plain text: what release notes and diffs call it."""
    media: tuple[str, ...]
    """Packed names of the media files that it shows."""
    span: Span
    shape: int = 1
    """The shape of its kind that it has."""
    source: str = ""
    """Hash of what the author wrote: see `rendering.source_hash`."""
    parent: str = ""
    """The id of the note that this one follows up; empty for none."""


class MediaFile(Struct, frozen=True):
    """A media file that some note shows."""

    name: str
    """The name in the package: stem, content hash, suffix."""
    path: Path


class Deck(Struct, frozen=True):
    """A whole deck, ready to write."""

    config: DeckConfig
    note_types: tuple[NoteType, ...]
    notes: tuple[Note, ...]
    """In study order."""
    media: tuple[MediaFile, ...]
    kinds: tuple[Kind, ...] = ()
    description: str = ""
    """What Anki shows above the deck, as HTML."""

    @property
    def types(self) -> dict[tuple[str, int], NoteType]:
        """The note types by kind and shape: those of a note."""
        return {(note_type.kind, note_type.shape): note_type for note_type in self.note_types}

    def note_type(self, kind: str, shape: int = 1) -> NoteType:
        """The note type of a kind's shape.

        Raises:
            KeyError: The deck has no such note.
        """
        return self.types[kind, shape]
