"""A difference as values."""

from dataclasses import dataclass

from deckgen.anki.snapshot import Snapshot, SnapshotNote, SnapshotNoteType


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that reads otherwise."""

    name: str
    old: str
    """HTML."""
    new: str
    """HTML."""


@dataclass(frozen=True, slots=True)
class NoteChange:
    """A note that both decks have, and that differs."""

    old: SnapshotNote
    new: SnapshotNote
    fields: tuple[FieldChange, ...]
    tags_added: tuple[str, ...]
    tags_removed: tuple[str, ...]
    cards: tuple[int, int]
    """How many cards it had and has."""

    @property
    def new_guid(self) -> bool:
        """Whether the guid is another: the import gives members a second note next to the one with their reviews."""
        return self.old.guid != self.new.guid

    @property
    def new_note_type(self) -> bool:
        """Whether the note type is another: Anki then updates nothing of this note."""
        return self.old.note_type != self.new.note_type

    @property
    def moved(self) -> bool:
        """Whether its cards are in another deck; members' cards stay where they were."""
        return self.old.decks != self.new.decks


@dataclass(frozen=True, slots=True)
class NoteTypeChange:
    """A note type that both decks have, and that differs."""

    old: SnapshotNoteType
    new: SnapshotNoteType
    parts: tuple[str, ...]
    """Which parts differ: `name`, `fields`, `css`, or `template NAME`."""
    lists_changed: bool
    """Whether the number of fields or templates is another: Anki then makes a second note type, and updates none of
    its notes."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed between two decks."""

    old: Snapshot
    new: Snapshot
    added: tuple[SnapshotNote, ...]
    removed: tuple[SnapshotNote, ...]
    changed: tuple[NoteChange, ...]
    rewritten: int
    """How many other notes have other HTML, which reads the same."""
    note_types_added: tuple[SnapshotNoteType, ...]
    note_types_removed: tuple[SnapshotNoteType, ...]
    note_types_changed: tuple[NoteTypeChange, ...]
    media_added: tuple[str, ...]
    media_removed: tuple[str, ...]
    media_changed: tuple[str, ...]
    """Names whose content is another."""
    reordered: bool
    """Whether the notes that both have come in another study order."""

    @property
    def empty(self) -> bool:
        """Whether nothing differs that people read; a deck's description is not compared."""
        parts = (self.added, self.removed, self.changed, self.note_types_added, self.note_types_removed)
        media = (self.media_added, self.media_removed, self.media_changed)
        return not (any(parts) or any(media) or self.note_types_changed or self.reordered or self.renamed)

    @property
    def renamed(self) -> bool:
        """Whether the deck's name is another, and no card stays in its deck: members get a second one."""
        old, new = ({deck for note in each.notes for deck in note.decks} for each in (self.old, self.new))
        return self.old.name != self.new.name and old.isdisjoint(new)
