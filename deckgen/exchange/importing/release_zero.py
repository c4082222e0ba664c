"""What members have of a deck that moves in, as release 0: the deck's first release overwrites nobody."""

from msgspec.structs import replace

from deckgen.anki.package import Stamps
from deckgen.exchange.importing.model import Before
from deckgen.model import Deck
from deckgen.release.content import Change, type_key
from deckgen.release.given import gift_of, items_in, looks_in
from deckgen.release.ledger import Ledger
from deckgen.release.publish import advance
from deckgen.release.stamping import Stamping

VERSION = "0"


def release_zero(deck: Deck, before: Before, ledger: Ledger, now: int) -> Ledger:
    """The ledger of a deck into which members' notes moved.

    A note counts as what deckgen makes of it, with the time that members know: so nothing of it changes for them until
    somebody changes its source. What they were given is recorded as their package has it.

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
        ledger = zero._replace(given=(), looks=(), tags={})
    else:
        joined = {key: replace(note, revision=last.version, since=last.version) for key, note in zero.notes.items()}
        types_known = {**zero.note_types, **ledger.note_types}
        ledger = ledger._replace(notes={**joined, **ledger.notes}, note_types=types_known)
    by_id = {note_type.id: note_type for note_type in known}
    items, looks = items_in(before.package, by_id), looks_in(before.package, by_id)
    return gift_of(ledger, last.version if last else VERSION, items, looks).added_to(ledger)
