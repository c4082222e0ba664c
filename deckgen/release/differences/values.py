"""A difference as plain values, for JSON."""

from typing import Any

from deckgen.anki.snapshot import Snapshot, SnapshotNote
from deckgen.release.differences.model import Difference, NoteChange, NoteTypeChange
from deckgen.release.differences.words import word_diff


def to_values(difference: Difference) -> dict[str, Any]:
    """A whole difference, ready for `json.dumps`.

    Keys: `old`, `new`, `added`, `removed`, `changed`, `rewritten` (the number of notes with other HTML
    that reads the same), `note_types`, `media`, `reordered`, `empty`. A changed field has
    its HTML (`old`, `new`) and its `words`: pairs of `same`, `removed` or `added` and a piece of readable text.
    """
    return {
        "empty": difference.empty,
        "old": _deck(difference.old),
        "new": _deck(difference.new),
        "added": [_note(note, difference.new) for note in difference.added],
        "removed": [_note(note, difference.old) for note in difference.removed],
        "changed": [_change(change) for change in difference.changed],
        "rewritten": difference.rewritten,
        "note_types": {
            "added": [t.name for t in difference.note_types_added],
            "removed": [t.name for t in difference.note_types_removed],
            "changed": [_note_type(change) for change in difference.note_types_changed],
        },
        "media": {
            "added": list(difference.media_added),
            "removed": list(difference.media_removed),
            "changed": list(difference.media_changed),
        },
        "reordered": difference.reordered,
    }


def _deck(snapshot: Snapshot) -> dict[str, Any]:
    return {"name": snapshot.name, "notes": len(snapshot.notes), "cards": sum(note.cards for note in snapshot.notes)}


def _note(note: SnapshotNote, snapshot: Snapshot) -> dict[str, Any]:
    note_type = snapshot.note_types.get(note.note_type)
    names = note_type.fields if note_type else tuple(str(n) for n in range(len(note.fields)))
    return {
        **_identity(note),
        "note_type": note_type.name if note_type else "",
        "fields": dict(zip(names, note.fields, strict=False)),
        "tags": list(note.tags),
    }


def _identity(note: SnapshotNote) -> dict[str, Any]:
    return {"id": note.id or None, "guid": note.guid, "title": note.title}


def _change(change: NoteChange) -> dict[str, Any]:
    return {
        **_identity(change.new),
        "old_guid": change.old.guid,
        "other_note_type": change.new_note_type,
        "fields": [
            {
                "name": field.name,
                "old": field.old,
                "new": field.new,
                "words": [[piece.op.value, piece.text] for piece in word_diff(field.old, field.new)],
            }
            for field in change.fields
        ],
        "tags_added": list(change.tags_added),
        "tags_removed": list(change.tags_removed),
        "cards": {"old": change.cards[0], "new": change.cards[1]},
        "decks": {"old": list(change.old.decks), "new": list(change.new.decks)},
    }


def _note_type(change: NoteTypeChange) -> dict[str, Any]:
    return {"name": change.new.name, "parts": list(change.parts), "lists_changed": change.lists_changed}
