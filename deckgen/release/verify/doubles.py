"""Which new notes are old ones under a new guid: the commonest way to double a member's cards."""

import zlib
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable

from deckgen.release.verify.state import NoteState

_ALIKE = 0.6
"""The share of three-letter pieces from which two texts are one text edited."""
_SKETCH = 48
"""Pieces by which a text is looked up: its least by hash, so that texts that are alike share many of them."""
_COMMON = 60
"""Notes that may share a field or a piece before it tells none of them apart."""
_CANDIDATES = 4
"""Old notes that are compared with a new one in all pieces."""


def find_doubles(leaving: Iterable[NoteState], coming: Iterable[NoteState]) -> dict[str, NoteState]:
    """Pair notes that left with notes that came and say nearly the same: the new note's guid → the old note.

    The work grows with the number of notes, not with its square.
    """
    left, came = ({note.guid: note for note in notes} for notes in (leaving, coming))
    found: dict[str, NoteState] = {}
    for keys in (_fields, _sketch):  # a field that stayed is found sooner than pieces of it
        index: defaultdict[Hashable, list[str]] = defaultdict(list)
        for old in left.values():
            for key in keys(old):
                index[key].append(old.guid)
        for note in came.values():
            sharing = (index.get(key, ()) for key in keys(note) if note.guid not in found)
            votes = Counter(guid for guids in sharing if len(guids) <= _COMMON for guid in guids if guid in left)
            for guid, _ in votes.most_common(_CANDIDATES):
                if left[guid].note_type == note.note_type and likeness(_text(left[guid]), _text(note)) >= _ALIKE:
                    found[note.guid] = left.pop(guid)
                    break
    return found


def likeness(one: str, other: str) -> float:
    """How much two texts have in common, from 0 to 1: twice their shared three-letter pieces, by all pieces."""
    pieces, others = _pieces(one), _pieces(other)
    return 2 * len(pieces & others) / (len(pieces) + len(others) or 1)


def _pieces(text: str) -> set[str]:
    return {text[n : n + 3] for n in range(max(1, len(text) - 2))}


def _fields(note: NoteState) -> Iterable[Hashable]:
    return [(place, text) for place, field in enumerate(note.fields) if (text := field.strip())]


def _sketch(note: NoteState) -> Iterable[Hashable]:
    return sorted({zlib.crc32(piece.encode()) for piece in _pieces(_text(note))})[:_SKETCH]


def _text(note: NoteState) -> str:
    return "\n".join(note.fields).strip()
