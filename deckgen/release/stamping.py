"""Modification times: an unchanged note keeps its recorded one, a changed one gets a newer one.

Anki updates a note only where the package's `mod` is greater than the member's, and then replaces fields and tags as a
whole. So a `mod` that moves without a change costs members their edits, and one that does not move hides a fix.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from deckgen.anki.package import Stamps
from deckgen.model import Deck, Note, NoteType
from deckgen.release.content import Change, Content, change_of, note_type_hash, revision_at, type_key, whole_hash
from deckgen.release.ledger import Ledger, TypeKey
from deckgen.release.record import Built, LocalBuilds


class Stamping(NamedTuple):
    """A deck's modification times, and why they are so."""

    stamps: Stamps
    notes: Mapping[str, Change]
    """By id: how much of it is another than members have."""
    note_types: frozenset[TypeKey]
    """Those that look otherwise than members have them, or are new to them."""
    released: bool
    """Whether all of it is stamped as in the last release."""
    built: LocalBuilds = LocalBuilds()
    """What this build gives, but for its gift; nothing where it is a release."""


def stamp_build(deck: Deck, ledger: Ledger, builds: LocalBuilds, now: int) -> Stamping:
    """The times of a build between releases, at `now` in seconds since 1970.

    They follow the latest that members or this machine's builds have: the same content keeps its time, so that nothing
    is overwritten without a change, and a text taken back after a build arrives as it was.
    """
    again = _times_again(ledger)
    mods: dict[str, int] = {}
    changes: dict[str, Change] = {}
    gives: dict[str, Built] = {}
    for note, note_type, whole in _hashed(deck):
        mod, content = _released(note, ledger)
        changes[note.id] = change = change_of(content, note, note_type, whole)
        built = builds.notes.get(note.id)
        if built is not None and built.mod >= mod:
            mod, change = built.mod, change_of(built.content, note, note_type, whole)
        mods[note.id] = _time(change, mod, again.get(note.guid, 0), now)
        gives[note.id] = Built(mods[note.id], Content(note.source, "", whole), type_key(note))
    looks: dict[int, tuple[int, str]] = {}
    for note_type in deck.note_types:
        digits = note_type_hash(note_type)
        recorded = ledger.note_types.get(type_key(note_type))
        mod, last = builds.note_types.get(note_type.id, (0, ""))
        if recorded is not None and recorded.mod >= mod:
            mod, last = recorded.mod, recorded.hash
        looks[note_type.id] = mod if last == digits else max(now, mod + 1), digits
    made = LocalBuilds(deck=deck.config.id, notes=gives, note_types=looks)
    stamps = Stamps(now, mods, {number: mod for number, (mod, _) in looks.items()})
    return _stamping(deck, ledger, stamps, changes)._replace(built=made)


def stamp_release(deck: Deck, ledger: Ledger, builds: LocalBuilds, now: int) -> Stamping:
    """The times of a release: unchanged the recorded one, soft a second later, hard and new the release's own.

    Only a note that is new to members looks at what this machine's builds gave: no one else has it, and whoever
    imported a build keeps what they wrote. It is a second later than the build's, which brings the revision. `now` is
    later than the last release.
    """
    again = _times_again(ledger)
    mods: dict[str, int] = {}
    changes: dict[str, Change] = {}
    for note, note_type, whole in _hashed(deck):
        mod, content = _released(note, ledger)
        changes[note.id] = change = change_of(content, note, note_type, whole)
        mods[note.id] = _time(change, mod, again.get(note.guid, 0), now)
        built = builds.notes.get(note.id)
        if content is None and built and change_of(built.content, note, note_type, whole) < Change.HARD:
            mods[note.id] = min(built.mod + 1, now)
    looks = {}
    for note_type in deck.note_types:
        recorded = ledger.note_types.get(type_key(note_type))
        mod = recorded.mod if recorded else 0
        looks[note_type.id] = mod if _looks_as_released(note_type, ledger) else max(now, mod + 1)
    return _stamping(deck, ledger, Stamps(now, mods, looks), changes)


def _hashed(deck: Deck) -> Iterator[tuple[Note, NoteType, str]]:
    """Each note with its note type and the hash of all that it gives."""
    types = deck.types
    for note in deck.notes:
        note_type = types[type_key(note)]
        yield note, note_type, whole_hash(note.fields, note.tags, note_type)


def _released(note: Note, ledger: Ledger) -> tuple[int, Content | None]:
    released = ledger.notes.get(note.id)
    return (released.mod, released.content) if released else (0, None)


def _times_again(ledger: Ledger) -> dict[str, int]:
    """Guid → when a package of some notes last brought it, oldest first in the ledger."""
    return {guid: again.time for again in ledger.again for guid in again.guids}


def _time(change: Change, last: int, again: int, now: int) -> int:
    if change is Change.NONE:
        return last
    # a soft change does not step past a package of some notes: members who declined it have written in them
    return last + 1 if change is Change.SOFT else max(now, last + 1, again + 1)


def _looks_as_released(note_type: NoteType, ledger: Ledger) -> bool:
    recorded = ledger.note_types.get(type_key(note_type))
    return recorded is not None and recorded.hash == note_type_hash(note_type)


def _stamping(deck: Deck, ledger: Ledger, stamps: Stamps, changes: dict[str, Change]) -> Stamping:
    looks = frozenset(type_key(each) for each in deck.note_types if not _looks_as_released(each, ledger))
    released = (
        not looks
        and not any(changes.values())
        and all(mod == ledger.notes[key].mod for key, mod in stamps.notes.items())
        and all(stamps.note_types[each.id] == ledger.note_types[type_key(each)].mod for each in deck.note_types)
    )
    return Stamping(stamps, changes, looks, released)


def revisions(ledger: Ledger, changes: Mapping[str, Change], now: str) -> dict[str, str]:
    """Id → the release in which the note last changed hard; `now` for one that changes now."""
    return {key: now if change >= Change.HARD else ledger.notes[key].revision for key, change in changes.items()}


def with_revisions(deck: Deck, ledger: Ledger, changes: Mapping[str, Change], now: str) -> Deck:
    """The deck with `revisions` in the field for it, so that a search finds whom a fix did not reach."""
    places = {key: revision_at(note_type) for key, note_type in deck.types.items()}
    written = revisions(ledger, changes, now)
    notes = []
    for note in deck.notes:
        at = places[type_key(note)]
        if at is not None:
            note = note._replace(fields=(*note.fields[:at], written[note.id], *note.fields[at + 1 :]))  # noqa: PLW2901
        notes.append(note)
    return deck._replace(notes=tuple(notes))
