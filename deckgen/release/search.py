"""Searches for Anki's browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from deckgen.anki.identity import note_type_id
from deckgen.anki.snapshot import ID_FIELD

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from deckgen.release.ledger import ReleasedNote

_SPECIAL = re.compile(r'([\\"*_:])')
"""What Anki's search reads as a wildcard or a sign of its own."""
_MOST = 200
"""Terms in one search: SQLite, below Anki's, takes no more than a thousand."""


def retired_searches(deck_id: str, notes: Sequence[ReleasedNote], living: Collection[str]) -> Iterator[str]:
    """Searches that find these notes and no others: `("ID:old-one" or "ID:…") (mid:…)`, one for each 200.

    The note types' ids keep another deck's cards, which may carry the same ids, out of what a member will delete.

    Args:
        deck_id: The deck's id.
        notes: The notes.
        living: The ids that are still in the deck.
    """
    folded = {key.casefold() for key in living}
    for start in range(0, len(notes), _MOST):
        part = notes[start : start + _MOST]
        ids = " or ".join(f'"{ID_FIELD}:{_term(note.id, folded)}"' for note in part)
        kinds = sorted({note.kind for note in part})
        types = " or ".join(f"mid:{note_type_id(deck_id, kind)}" for kind in kinds)
        yield f"({ids}) ({types})"


def _term(key: str, living: Collection[str]) -> str:
    """An id as a search term. Anki's search does not tell case: beside a living `Ab`, `ab` needs an expression."""
    return f"re:(?-i)^{re.escape(key)}$" if key.casefold() in living else quoted(key)


def quoted(text: str) -> str:
    """Text inside the quotes of a search term, taken as it is."""
    return _SPECIAL.sub(r"\\\1", text)
