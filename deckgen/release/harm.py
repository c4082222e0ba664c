"""What a change does inside a released note, where members would notice and Anki says nothing.

A card that is switched off is blank for whoever studied it. A deletion's number, or an id, that goes to another text
takes the reviews with it.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from deckgen.anki.titles import LONGEST
from deckgen.model.diagnostics import warning
from deckgen.release.content import Change, card_hashes, field_hashes, read_columns, type_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from deckgen.model import Deck, Note, NoteType
    from deckgen.model.diagnostics import Diagnostic
    from deckgen.release.ledger import Ledger, ReleasedNote
    from deckgen.release.stamping import Stamping

_ALIKE = 0.4
"""The least likeness of two titles of one card, from 0 to 1."""


def harm_problems(deck: Deck, ledger: Ledger, stamping: Stamping) -> Iterator[Diagnostic]:
    """Warnings about released notes that lose cards, or whose reviews would go to another text.

    Args:
        deck: A deck without errors.
        ledger: What members have.
        stamping: How much of each note is another.
    """
    changed = [
        (note, ledger.notes[note.id])
        for note in deck.notes
        if stamping.notes[note.id] is Change.HARD and ledger.notes[note.id].kind == note.kind
    ]
    fronts = {(old.kind, _front(old, ledger)): old.id for old in ledger.notes.values() if _front(old, ledger)}
    for note, old in changed:
        note_type = deck.types[type_key(note)]
        yield from _lost_cards(note, old, note_type)
        yield from _other_text(note, old, note_type, fronts)


def _front(old: ReleasedNote, ledger: Ledger) -> str:
    """The hash of a released note's first field."""
    note_type = ledger.note_types.get((old.kind, old.shape))
    return old.fields.get(note_type.fields[0][1], "") if note_type and note_type.fields else ""


def _lost_cards(note: Note, old: ReleasedNote, note_type: NoteType) -> Iterator[Diagnostic]:
    now = card_hashes(note, note_type)
    lost = sorted(old.cards.keys() - now.keys())
    if lost:
        names = ", ".join(f"c{n}" if note_type.cloze else f"'{note_type.templates[n - 1].name}'" for n in lost)
        yield warning(
            "card-lost",
            "'{id}' loses {n:!a card|cards} that members may have studied: {names}",
            "theirs will be blank, and 'Empty Cards' deletes it with its reviews; the release notes "
            "have a search for it, or keep the card",
            id=note.id,
            n=len(lost),
            names=names,
        ).at(note.span)
    was = {digits: n for n, digits in old.cards.items() if digits}
    for n, digits in now.items():
        before = was.get(digits)
        if before is not None and before != n and n in old.cards and old.cards[n] != digits:
            yield warning(
                "cloze-moved",
                "c{new} of '{id}' now hides what c{old} hid",
                "members' reviews stay with the number: give each deletion its old number, and new ones the next",
                id=note.id,
                new=n,
                old=before,
            ).at(note.span)


def _other_text(
    note: Note, old: ReleasedNote, note_type: NoteType, fronts: Mapping[tuple[str, str], str]
) -> Iterator[Diagnostic]:
    now = field_hashes(note, note_type)
    front = note_type.columns[0]
    owner = fronts.get((note.kind, now.get(front, "")))
    if owner and owner != note.id and now.get(front) != old.fields.get(front):
        yield warning(
            "id-moved",
            "'{id}' now asks what '{old}' asked",
            "members' reviews stay with the id: give each text its old id, and a new text an id of its own",
            id=note.id,
            old=owner,
        ).at(note.span)
    elif not _shared(now, old, note, note_type) and _likeness(note.title, old.title) < _ALIKE:
        yield warning(
            "id-reused",
            "'{id}' was another card: '{title}'",
            "members' reviews stay with the id: give each text its old id, and a new text an id of its own",
            id=note.id,
            title=old.title,
        ).at(note.span)


def _shared(now: Mapping[str, str], old: ReleasedNote, note: Note, note_type: NoteType) -> bool:
    """Whether any field that an author writes, but for flags, reads as it did."""
    return any(
        column in now and old.fields.get(column) == now[column]
        for column, html in zip(read_columns(note_type), note.fields, strict=True)
        if html != "1"
    )


def _likeness(one: str, two: str) -> float:
    return SequenceMatcher(None, one[:LONGEST], two[:LONGEST], autojunk=False).ratio()
