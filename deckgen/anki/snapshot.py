"""A deck at one moment, wherever it was read from: sources, a package of ours, or a package of another tool's."""

import hashlib
from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from deckgen.anki.media_names import read_again
from deckgen.anki.settings import Settings
from deckgen.model import Deck

ID_FIELD, REVISION_FIELD = "ID", "Revision"
"""The Anki fields that carry the author's id and the release that last changed the note, in every language."""


class SnapshotTemplate(Struct, frozen=True):
    """A card template."""

    name: str
    front: str
    back: str


class SnapshotNoteType(Struct, frozen=True):
    """A note type."""

    id: int
    name: str
    fields: tuple[str, ...]
    """Their names, in order."""
    templates: tuple[SnapshotTemplate, ...]
    css: str
    labels: tuple[str, ...] = ()
    """What people call the fields; empty where it was read from a package."""
    mod: int = 0
    """Seconds since 1970; 0 where it was read from sources."""
    cloze: bool = False
    """Only this and what follows is known of what was read from a package."""
    field_ids: tuple[int | None, ...] = ()
    """The ids that Anki pins fields with; None for those that have none yet."""
    template_ids: tuple[int | None, ...] = ()
    settings: Settings = MappingProxyType({})
    """What else Anki keeps of it, where it is not the usual."""


class SnapshotNote(Struct, frozen=True):
    """A note."""

    guid: str
    note_type: int
    """Its note type's id."""
    fields: tuple[str, ...]
    """HTML, in the note type's order."""
    tags: tuple[str, ...]
    """Sorted."""
    title: str
    """Plain text by which a reader knows it again."""
    id: str = ""
    """The author's id; empty where another tool made the note."""
    mod: int = 0
    """Seconds since 1970; 0 where it was read from sources."""
    made: int = 0
    """Likewise, by its id in the package; 0 where that says none."""
    decks: tuple[str, ...] = ()
    """Names of the decks that its cards are in."""
    cards: int = 0
    """How many it has."""


class Snapshot(Struct, frozen=True):
    """A deck at one moment."""

    name: str
    """The deck's name, or of several the first."""
    notes: tuple[SnapshotNote, ...]
    """In study order where that is known."""
    note_types: Mapping[int, SnapshotNoteType]
    media: Mapping[str, str] = MappingProxyType({})
    """File name → SHA-1 of its content, in hexadecimal, as Anki's own packages have it."""
    language: str = ""
    """The deck's language, where the sources say it."""
    descriptions: Mapping[str, str] = MappingProxyType({})
    """Deck's name → what Anki shows above it, as HTML; only where it was read from a package."""


def snapshot_of(deck: Deck) -> Snapshot:
    """A loaded deck as a snapshot.

    Raises:
        DeckgenError: A media file vanished since the deck was loaded.
    """
    types = deck.types
    return Snapshot(
        name=deck.config.name,
        notes=tuple(
            SnapshotNote(
                guid=note.guid,
                note_type=types[note.kind, note.shape].id,
                fields=note.fields,
                tags=note.tags,
                title=note.title,
                id=note.id,
                decks=(deck.config.deck_name(note.category),),
                cards=len(note.cards),
            )
            for note in deck.notes
        ),
        note_types={
            t.id: SnapshotNoteType(
                id=t.id,
                name=t.name,
                fields=tuple(f.name for f in t.fields),
                templates=tuple(SnapshotTemplate(x.name, x.front, x.back) for x in t.templates),
                css=t.css,
                labels=tuple(f.label for f in t.fields),
            )
            for t in deck.note_types
        },
        media={m.name: hashlib.sha1(read_again(m), usedforsecurity=False).hexdigest() for m in deck.media},
        language=deck.config.language,
    )
