"""The ledger after a release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen.anki.identity import guid_of
from deckgen.release.content import (
    arrangement_hash,
    card_hashes,
    content_of,
    field_hashes,
    note_type_hash,
    subdeck_of,
    type_key,
)
from deckgen.release.ledger import Ledger, Release, ReleasedNote, ReleasedNoteType, versions
from deckgen.release.revisions import revisions

if TYPE_CHECKING:
    from deckgen.model import Deck, NoteType
    from deckgen.release.stamping import Stamping


def advance(deck: Deck, ledger: Ledger, stamping: Stamping, version: str) -> Ledger:
    """The ledger after a release.

    Args:
        deck: What is released.
        ledger: What members have so far.
        stamping: The release's times.
        version: The release's name.
    """
    notes = {key: note if note.retired else note._replace(retired=version) for key, note in ledger.notes.items()}
    types = {type_key(note_type): note_type for note_type in deck.note_types}
    revised = revisions(ledger, stamping.notes, version)
    for note in deck.notes:
        note_type = types[type_key(note)]
        kind, shape = type_key(note)
        recorded = ledger.notes.get(note.id)
        notes[note.id] = ReleasedNote(
            id=note.id,
            kind=kind,
            shape=shape,
            content=content_of(note, note_type),
            mod=stamping.stamps.notes[note.id],
            revision=revised[note.id],
            since=recorded.since if recorded else version,
            title=note.title,
            guid="" if note.guid == guid_of(deck.config.id, note.id) else note.guid,
            subdeck=subdeck_of(deck, note),
            cards=card_hashes(note, note_type),
            fields=field_hashes(note, note_type),
        )
    looks = {key: _note_type(note_type, stamping) for key, note_type in types.items()}
    return ledger._replace(
        deck=deck.config.id,
        name=deck.config.name,
        releases=(*ledger.releases, Release(version, stamping.stamps.default, arrangement_hash(deck))),
        note_types={**ledger.note_types, **looks},
        notes=notes,
        partial=frozenset(),
        written_by=versions(),
    )


def _note_type(note_type: NoteType, stamping: Stamping) -> ReleasedNoteType:
    kind, shape = type_key(note_type)
    return ReleasedNoteType(
        kind=kind,
        shape=shape,
        id=note_type.id,
        hash=note_type_hash(note_type),
        mod=stamping.stamps.note_types[note_type.id],
        fields=tuple((f.id, column) for f, column in zip(note_type.fields, note_type.columns, strict=True)),
        templates=tuple((t.id, t.name) for t in note_type.templates),
        labels=tuple(f.name for f in note_type.fields),
    )
