"""What members have of a deck that moves in, as release 0: the deck's first release overwrites nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen.anki.package import Stamps
from deckgen.release.advancing import advance
from deckgen.release.content import Change, type_key
from deckgen.release.ledger import Ledger
from deckgen.release.stamping import Stamping

if TYPE_CHECKING:
    from deckgen.exchange.importing.model import Before
    from deckgen.model import Deck

VERSION = "0"


def release_zero(deck: Deck, before: Before, ledger: Ledger, now: int) -> Ledger:
    """The ledger of a deck into which members' notes moved.

    A note counts as what deckgen makes of it, with the time that members know: so nothing of it changes for them until
    somebody changes its source.

    Args:
        deck: The deck as it was written.
        before: What members have.
        ledger: What was released of the deck before.
        now: The time, in seconds since 1970; what is dated later counts as of now.
    """
    moved = tuple(note for note in deck.notes if note.guid in before.notes)
    types = {type_key(note) for note in moved}
    notes = {note.id: min(before.notes[note.guid], now) for note in moved}
    note_types = {t.id: min(before.note_types.get(t.id, now), now) for t in deck.note_types if type_key(t) in types}
    stamps = Stamps(max((*notes.values(), *note_types.values()), default=now), notes, note_types)
    stamping = Stamping(stamps, dict.fromkeys(notes, Change.NEW), frozenset(types), released=False)
    known = tuple(t for t in deck.note_types if type_key(t) in types)
    zero = advance(deck._replace(notes=moved, note_types=known), Ledger(), stamping, VERSION)
    last = ledger.last
    if last is None:
        return zero
    joined = {key: note._replace(revision=last.version, since=last.version) for key, note in zero.notes.items()}
    return ledger._replace(notes={**joined, **ledger.notes}, note_types={**zero.note_types, **ledger.note_types})
