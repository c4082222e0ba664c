"""Everything that must never move once members have it: guids, note type ids, deck ids, note ids.

All derive from the deck's id and the author's ids, and are written nowhere else. Anki matches notes by guid and note
types by id (measured on six versions of its importer), so an edited, moved or reordered card stays the member's card.
"""

import base64
import hashlib

FIRST_NOTE = 1_400_000_000_000
"""The least id that a note, a note type or a deck gets."""
_SPAN_MS = 200_000_000_000
"""Ids are milliseconds; 2014 to 2020 is past on every member's clock, as old Anki versions demand."""


def _digest(*parts: str) -> bytes:
    return hashlib.sha256("\x1f".join(parts).encode()).digest()


def _milliseconds(*parts: str) -> int:
    return FIRST_NOTE + int.from_bytes(_digest(*parts)[:8], "big") % _SPAN_MS


def guid_of(deck_id: str, card_id: str) -> str:
    """The guid by which every Anki knows this note again."""
    return base64.urlsafe_b64encode(_digest("note", deck_id, card_id)[:12]).decode()


def note_type_id(deck_id: str, kind: str, shape: int = 1) -> int:
    """A note type's id: this deck's own, so that two decks never fight over one note type.

    Each shape of a kind is a note type of its own, for Anki takes no further field into one that members have.
    """
    return _milliseconds("note type", deck_id, kind, *([str(shape)] if shape > 1 else []))


def deck_number(deck_id: str, name: str) -> int:
    """A deck's id inside the package; Anki matches decks by name and gives its own."""
    return _milliseconds("deck", deck_id, name)


def note_number(guid: str) -> int:
    """A note's wished-for id: stable, so that the note keeps its place in the browser's order of creation."""
    return _milliseconds("note id", guid)
