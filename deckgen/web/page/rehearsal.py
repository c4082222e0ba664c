"""What the page's mock session asks: the deck's questions, each with what follows it up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from deckgen.model import Note

_QUESTION = "question"
"""The kind of what someone will ask."""


def asked(notes: Sequence[Note]) -> tuple[tuple[str, ...], ...]:
    """The questions that stand by themselves, in study order.

    Returns:
        For each question its id, then the ids of its follow-ups; what follows up a follow-up comes right after it.
    """
    below: dict[str, list[Note]] = {}
    for note in notes:
        if note.parent:
            below.setdefault(note.parent, []).append(note)
    return tuple(tuple(_group(note, below)) for note in notes if note.kind == _QUESTION and not note.parent)


def _group(note: Note, below: Mapping[str, Sequence[Note]]) -> Iterator[str]:
    yield note.id
    for follow_up in below.get(note.id, ()):
        yield from _group(follow_up, below)
