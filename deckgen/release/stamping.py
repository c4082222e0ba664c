"""Modification times: an unchanged note keeps its recorded one, a changed one gets a newer one.

Anki updates a note only where the package's `mod` is greater than the member's, and then replaces fields and tags as a
whole. So a `mod` that moves without a change costs members their edits, and one that does not move hides a fix.
"""

from collections.abc import Mapping
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
    """The times of a build between releases.

    They follow the latest that members or this machine's builds have: the same content keeps its time, so that nothing
    is overwritten without a change, and a text taken back after a build arrives as it was.

    Args:
        deck: A deck without errors.
        now: The build's time, in seconds since 1970.
    """
    return _Stamper(deck, ledger, now).build(builds)


def stamp_release(deck: Deck, ledger: Ledger, builds: LocalBuilds, now: int) -> Stamping:
    """The times of a release: unchanged the recorded one, soft a second later, hard and new the release's own.

    Only a note that is new to members looks at what this machine's builds gave: nobody else has it, and whoever
    imported a build keeps what they wrote. It is a second later than the build's, which brings the revision.

    Args:
        deck: A deck without errors.
        now: The release's time, in seconds since 1970; later than the last one's.
    """
    return _Stamper(deck, ledger, now).release(builds)


class _Stamper:
    def __init__(self, deck: Deck, ledger: Ledger, now: int) -> None:
        self._deck, self._ledger, self._now = deck, ledger, now
        self._types = {type_key(note_type): note_type for note_type in deck.note_types}
        self._again = {guid: again.time for again in ledger.again for guid in again.guids}
        """Guid → when a package of some notes last brought it, oldest first in the ledger."""

    def build(self, builds: LocalBuilds) -> Stamping:
        mods: dict[str, int] = {}
        changes: dict[str, Change] = {}
        gives: dict[str, Built] = {}
        for note in self._deck.notes:
            note_type = self._types[type_key(note)]
            whole = whole_hash(note.fields, note.tags, note_type)
            released = self._ledger.notes.get(note.id)
            built = builds.notes.get(note.id)
            change = change_of(released.content, note, note_type, whole) if released else Change.NEW
            if built is None or (released is not None and built.mod < released.mod):
                mod = self._time(change, released.mod if released else 0, note)
            else:
                mod = self._time(change_of(built.content, note, note_type, whole), built.mod, note)
            mods[note.id], changes[note.id] = mod, change
            gives[note.id] = Built(mod, Content(note.source, "", whole), type_key(note))
        types: dict[TypeKey, int] = {}
        looks: dict[int, tuple[int, str]] = {}
        for key, note_type in self._types.items():
            digits = note_type_hash(note_type)
            recorded = self._ledger.note_types.get(key)
            mod, last = builds.note_types.get(note_type.id, (0, ""))
            if recorded is not None and recorded.mod >= mod:
                mod, last = recorded.mod, recorded.hash
            types[key] = mod if last == digits else self._later(mod)
            looks[note_type.id] = types[key], digits
        made = LocalBuilds(deck=self._deck.config.id, notes=gives, note_types=looks)
        return self._stamping(mods, changes, types)._replace(built=made)

    def release(self, builds: LocalBuilds) -> Stamping:
        mods: dict[str, int] = {}
        changes: dict[str, Change] = {}
        for note in self._deck.notes:
            released = self._ledger.notes.get(note.id)
            changes[note.id] = self._change(note, released.content if released else None)
            built = builds.notes.get(note.id)
            if released is None and built is not None and self._change(note, built.content) < Change.HARD:
                mods[note.id] = min(built.mod + 1, self._now)
            else:
                mods[note.id] = self._time(changes[note.id], released.mod if released else 0, note)
        types: dict[TypeKey, int] = {}
        for key, note_type in self._types.items():
            recorded = self._ledger.note_types.get(key)
            same = recorded is not None and recorded.hash == note_type_hash(note_type)
            types[key] = recorded.mod if recorded and same else self._later(recorded.mod if recorded else 0)
        return self._stamping(mods, changes, types)

    def _change(self, note: Note, old: Content | None) -> Change:
        note_type = self._types[type_key(note)]
        return change_of(old, note, note_type, whole_hash(note.fields, note.tags, note_type))

    def _time(self, change: Change, last: int, note: Note) -> int:
        if change is Change.NONE:
            return last
        # a soft change does not step behind a package of some notes: members who declined it have written in them
        return last + 1 if change is Change.SOFT else self._later(max(last, self._again.get(note.guid, 0)))

    def _later(self, last: int) -> int:
        return max(self._now, last + 1)

    def _stamping(self, mods: dict[str, int], changes: dict[str, Change], types: dict[TypeKey, int]) -> Stamping:
        recorded_notes, recorded_types = self._ledger.notes, self._ledger.note_types
        looks = frozenset(key for key, note_type in self._types.items() if not self._looks_alike(key, note_type))
        released = (
            not looks
            and not any(changes.values())
            and all(mod == recorded_notes[key].mod for key, mod in mods.items())
            and all(mod == recorded_types[key].mod for key, mod in types.items())
        )
        ids = {self._types[key].id: mod for key, mod in types.items()}
        return Stamping(Stamps(self._now, mods, ids), changes, looks, released)

    def _looks_alike(self, key: TypeKey, note_type: NoteType) -> bool:
        recorded = self._ledger.note_types.get(key)
        return recorded is not None and recorded.hash == note_type_hash(note_type)


def revisions(ledger: Ledger, changes: Mapping[str, Change], now: str) -> dict[str, str]:
    """Id → the release in which the note last changed hard; `now` for one that changes now."""
    return {key: now if change >= Change.HARD else ledger.notes[key].revision for key, change in changes.items()}


def with_revisions(deck: Deck, ledger: Ledger, changes: Mapping[str, Change], now: str) -> Deck:
    """The deck with `revisions` in the field for it, so that a search finds whom a fix did not reach."""
    places = {type_key(note_type): revision_at(note_type) for note_type in deck.note_types}
    written = revisions(ledger, changes, now)
    notes = []
    for note in deck.notes:
        at = places[type_key(note)]
        if at is not None:
            note = note._replace(fields=(*note.fields[:at], written[note.id], *note.fields[at + 1 :]))  # noqa: PLW2901
        notes.append(note)
    return deck._replace(notes=tuple(notes))
