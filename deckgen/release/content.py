"""Hashes that say whether a member would see a difference.

Media need no hash of their own here: a packed name carries its file's content hash, and stands in a field.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from deckgen.model import Deck, Note, NoteType

_FIELD_DIGITS = 8
"""A field's hash only names what changed in a note that did change; 32 bits are plenty."""


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def note_hash(fields: Iterable[str], tags: Iterable[str]) -> str:
    """What decides whether a note changed: its fields in order, and its tags in any order.

    Args:
        fields: HTML, in the note type's order. Column names are no part of it, so that a renamed label changes nothing.
        tags: The tags.

    Returns:
        16 hexadecimal digits.
    """
    return _hash("\x1f".join(fields) + "\x1e" + "\x1f".join(sorted(tags)))


def field_hashes(note: Note, note_type: NoteType) -> dict[str, str]:
    """Column name → hash, 8 digits, of each field that is not empty."""
    return {
        column: _hash(value)[:_FIELD_DIGITS]
        for column, value in zip(note_type.columns, note.fields, strict=True)
        if value
    }


def note_type_hash(note_type: NoteType) -> str:
    """What decides whether a note type changed: its name, CSS, templates, field names, and all pinned ids."""
    fields = [[f.name, f.id] for f in note_type.fields]
    templates = [[t.name, t.id, t.front, t.back] for t in note_type.templates]
    return _hash(json.dumps([note_type.name, note_type.cloze, note_type.css, fields, templates]))


def arrangement_hash(deck: Deck) -> str:
    """What only members who import for the first time notice: the order of new cards, decks, the description."""
    places = [[note.id, subdeck_of(deck, note)] for note in deck.notes]
    return _hash(json.dumps([deck.config.name, deck.config.description, places]))


def subdeck_of(deck: Deck, note: Note) -> str:
    """The subdeck that a note's cards go to, below the deck's name; empty for the deck itself."""
    return note.category if deck.config.subdecks else ""
