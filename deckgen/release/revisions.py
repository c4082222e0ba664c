"""The field that says in which release a note last changed, so that a search finds whom a fix did not reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen.release.content import Change, revision_at, type_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deckgen.model import Deck
    from deckgen.release.ledger import Ledger


def revisions(ledger: Ledger, changes: Mapping[str, Change], now: str) -> dict[str, str]:
    """Id → the release in which the note last changed hard.

    Args:
        ledger: What members have.
        changes: How much of each note is another.
        now: What a note says that changes now.
    """
    return {key: now if change >= Change.HARD else ledger.notes[key].revision for key, change in changes.items()}


def with_revisions(deck: Deck, ledger: Ledger, changes: Mapping[str, Change], now: str) -> Deck:
    """The deck with the field filled in each note that has one; the arguments are those of `revisions`."""
    places = {type_key(note_type): revision_at(note_type) for note_type in deck.note_types}
    written = revisions(ledger, changes, now)
    notes = []
    for note in deck.notes:
        at = places[type_key(note)]
        if at is not None:
            note = note._replace(fields=(*note.fields[:at], written[note.id], *note.fields[at + 1 :]))  # noqa: PLW2901
        notes.append(note)
    return deck._replace(notes=tuple(notes))
