"""Searches for Anki's browser."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from deckgen.anki.snapshot import ID_FIELD

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

_SPECIAL = re.compile(r'([\\"*_:])')
"""What Anki's search reads as a wildcard or a sign of its own."""
_MOST = 200
"""Terms in one search: SQLite, below Anki's, takes no more than a thousand."""


class Wanted(NamedTuple):
    """A note to find."""

    id: str
    note_type: int
    """Its note type's id: it keeps another deck's cards, which may carry the same ids, out of what is found."""
    cards: tuple[int, ...] = ()
    """Only these of its cards, by number from 1; all where none is named."""


def searches(wanted: Sequence[Wanted], ids: Collection[str], condition: str = "") -> Iterator[str]:
    """Searches that find these notes and no others: `("ID:one" or "ID:two") (mid:…)`, one for each 200.

    Args:
        wanted: The notes.
        ids: All ids of the deck, so that one that differs in case only is not found with them.
        condition: A search that they must meet besides.
    """
    alike = Counter([key.casefold() for key in {*ids, *(note.id for note in wanted)}])
    for start in range(0, len(wanted), _MOST):
        part = wanted[start : start + _MOST]
        terms = " or ".join(_term(note, exact=alike[note.id.casefold()] > 1) for note in part)
        types = " or ".join(f"mid:{number}" for number in sorted({note.note_type for note in part}))
        yield f"({terms}) ({types})" + (f" {condition}" if condition else "")


def _term(note: Wanted, *, exact: bool) -> str:
    """An id as a search term. Anki's search does not tell case: beside `Ab`, `ab` needs an expression."""
    found = f'"{ID_FIELD}:{f"re:(?-i)^{re.escape(note.id)}$" if exact else quoted(note.id)}"'
    if not note.cards:
        return found
    cards = " or ".join(f"card:{number}" for number in note.cards)
    return f"({found} ({cards}))"


def quoted(text: str) -> str:
    """Text inside the quotes of a search term, taken as it is."""
    return _SPECIAL.sub(r"\\\1", text)
