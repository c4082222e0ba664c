"""A small package of released notes, stamped now: for members whom a fix did not reach, since they wrote in the note.

Whoever imports it gets these notes as they were released, whatever they wrote since; nothing else is touched. Nothing
is recorded: the next release brings them with their own times, and overwrites nobody with what they have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen.anki.package import Stamps
from deckgen.model.diagnostics import DeckgenError, Text, nearest
from deckgen.release.content import Change, type_key
from deckgen.release.ledger import timestamp
from deckgen.release.names import with_released_names
from deckgen.release.revisions import with_revisions
from deckgen.release.stamping import Given, stamp_release
from deckgen.system.clock import build_time

if TYPE_CHECKING:
    from collections.abc import Collection

    from deckgen.model import Deck
    from deckgen.release.ledger import Ledger


_CANNOT_RESEND: dict[str, Text] = {
    "unknown": ("cannot-resend.unknown", "there is no card '{id}'", ""),
    "near": ("cannot-resend.near", "there is no card '{id}'", "did you mean '{near}'?"),
    "known": ("cannot-resend.known", "there is no card '{id}'", "known here: {known}"),
    "changed": ("cannot-resend.changed", "'{id}' is not as it was released", "make a release of it first"),
}


def again(deck: Deck, ledger: Ledger, ids: Collection[str]) -> tuple[Deck, Stamps]:
    """The deck of these notes alone, and its times.

    Args:
        deck: A deck without errors.
        ledger: What members have.
        ids: The notes' ids.

    Raises:
        DeckgenError: One is not released, or is not as it was released; or the clock is behind the ledger.
    """
    now = build_time()
    deck = with_released_names(deck, ledger)
    stamping = stamp_release(deck, ledger, Given(), now)
    known = {note.id for note in deck.notes}
    for key in ids:
        if key not in known:
            case, said = nearest(key, known)
            raise DeckgenError(*_CANNOT_RESEND[case], id=key, **said)
        if stamping.notes[key] is not Change.NONE or ledger.notes[key].retired:
            raise DeckgenError(
                "cannot-resend.changed", "'{id}' is not as it was released", "make a release of it first", id=key
            )
    if now <= ledger.latest_time:
        raise DeckgenError(
            "clock-behind.again",
            "the clock says {now}, but the ledger holds {last}",
            "set the clock right, or wait a second",
            now=timestamp(now),
            last=timestamp(ledger.latest_time),
        )
    ready = with_revisions(deck, ledger, stamping.notes, "")
    notes = tuple(note for note in ready.notes if note.id in ids)
    types = {type_key(note) for note in notes}
    shown = {name for note in notes for name in note.media}
    part = ready._replace(
        notes=notes,
        note_types=tuple(note_type for note_type in ready.note_types if type_key(note_type) in types),
        media=tuple(file for file in ready.media if file.name in shown),
    )
    looks = {note_type.id: ledger.note_types[type_key(note_type)].mod for note_type in part.note_types}
    return part, Stamps(now, {}, looks)
