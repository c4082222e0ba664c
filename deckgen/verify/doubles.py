"""Which new notes are old ones under a new guid: the commonest way to double a member's cards."""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from deckgen.verify.state import NoteState

_TELLING = 6
"""An answer as short as `42` may be right for another question too: then the questions must be alike as well."""
_ALIKE, _RATHER_ALIKE = 0.75, 0.4
_SHORTEST_TEXT = 20
"""Characters from which on likeness alone means anything."""
_MOST_COMPARISONS = 200_000


def find_doubles(
    leaving: Sequence[NoteState], coming: Sequence[NoteState], everything: Iterable[NoteState]
) -> dict[str, NoteState]:
    """Pair notes that left with notes that came and say nearly the same.

    A field that no other note shares gives a note away; failing that, the whole text does, if it is much alike.

    Args:
        leaving: Notes whose guid left the source.
        coming: Notes whose guid is new.
        everything: All notes, old and new: what many of them share tells none apart.

    Returns:
        The new note's guid → the old note that it doubles.
    """
    if not leaving or not coming:
        return {}
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
    if len(rest) * len(left) <= _MOST_COMPARISONS:
        _match_by_likeness(left, rest, found)
    return found


def _match_by_likeness(left: list[NoteState], rest: list[NoteState], found: dict[str, NoteState]) -> None:
    for note in rest:
        matcher = SequenceMatcher(b=_text(note), autojunk=False)
        for old in left:
            if old.note_type != note.note_type:
                continue
            matcher.set_seq1(_text(old))
            if matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE:
                found[note.guid] = old
                left.remove(old)
                break


def _text(note: NoteState) -> str:
    return "\n".join(note.fields).strip()


def _keys(note: NoteState) -> set[tuple[int, str]]:
    return {(n, text) for n, field in enumerate(note.fields) if (text := field.strip())}


def _tells(key: tuple[int, str], old: NoteState, new: NoteState) -> bool:
    place, text = key
    return place == 0 or len(text) >= _TELLING or SequenceMatcher(a=old.title, b=new.title).ratio() >= _RATHER_ALIKE
