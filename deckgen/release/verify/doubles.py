"""Which new notes are old ones under a new guid: the commonest way to double a member's cards."""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from deckgen.release.verify.state import NoteState

_TELLING = 6
"""An answer as short as `42` may be right for another question too: then the questions must be alike as well."""
_ALIKE, _RATHER_ALIKE = 0.6, 0.4
"""Shares of three-letter pieces, and of letters, that two texts have in common."""
_SHORTEST_TEXT = 20
"""Characters from which on likeness alone means anything."""
_SKETCH = 48
"""Pieces by which a text is looked up: its least by hash, so that texts that are alike share many of them."""
_COMMON = 60
"""Notes that may share a piece before it tells none of them apart."""
_CANDIDATES = 4
"""Old notes that are compared with a new one letter by letter."""


def find_doubles(
    leaving: Sequence[NoteState], coming: Sequence[NoteState], everything: Iterable[NoteState]
) -> dict[str, NoteState]:
    """Pair notes that left with notes that came and say nearly the same: the new note's guid → the old note.

    A field that no other of all notes shares gives a note away; failing that, the whole text does, if it is much alike.
    The work grows with the number of notes, not with its square.
    """
    seen = Counter(key for note in everything for key in _keys(note))
    most = 2  # the old note and its double
    by_key = {key: note for note in leaving for key in _keys(note) if seen[key] <= most}
    found: dict[str, NoteState] = {}
    taken: set[str] = set()
    for note in coming:
        shared = [(key, by_key[key]) for key in sorted(_keys(note)) if key in by_key]
        old = next((old for key, old in shared if old.guid not in taken and _tells(key, old, note)), None)
        if old is not None:
            found[note.guid] = old
            taken.add(old.guid)
    rest = [note for note in coming if note.guid not in found and len(_text(note)) >= _SHORTEST_TEXT]
    left = [note for note in leaving if note.guid not in taken]
    _match_by_likeness(left, rest, found)
    return found


def likeness(one: str, other: str) -> float:
    """How much two texts have in common, from 0 to 1: twice their shared three-letter pieces, by all pieces."""
    pieces, others = _pieces(one), _pieces(other)
    return 2 * len(pieces & others) / (len(pieces) + len(others) or 1)


def _match_by_likeness(left: list[NoteState], rest: list[NoteState], found: dict[str, NoteState]) -> None:
    index: defaultdict[int, list[int]] = defaultdict(list)
    for place, old in enumerate(left):
        for piece in _sketch(_text(old)):
            index[piece].append(place)
    taken: set[int] = set()
    for note in rest:
        text = _text(note)
        votes: Counter[int] = Counter()
        for piece in _sketch(text):
            places = index.get(piece, ())
            if len(places) <= _COMMON:
                votes.update(place for place in places if place not in taken)
        nearest = sorted(votes, key=lambda place: (-votes[place], place))[:_CANDIDATES]
        for place in nearest:
            old = left[place]
            if old.note_type == note.note_type and likeness(_text(old), text) >= _ALIKE:
                found[note.guid] = old
                taken.add(place)
                break


def _pieces(text: str) -> set[str]:
    return {text[n : n + 3] for n in range(max(1, len(text) - 2))}


def _sketch(text: str) -> list[int]:
    return sorted({zlib.crc32(piece.encode()) for piece in _pieces(text)})[:_SKETCH]


def _text(note: NoteState) -> str:
    return "\n".join(note.fields).strip()


def _keys(note: NoteState) -> set[tuple[int, str]]:
    return {(n, text) for n, field in enumerate(note.fields) if (text := field.strip())}


def _tells(key: tuple[int, str], old: NoteState, new: NoteState) -> bool:
    place, text = key
    return place == 0 or len(text) >= _TELLING or SequenceMatcher(a=old.title, b=new.title).ratio() >= _RATHER_ALIKE
