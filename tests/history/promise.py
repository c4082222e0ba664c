"""The promise, as a member sees it, checked after every import.

A member loses no review, sees no duplicate and no second note type, keeps their own words and tags on every note that
did not change upstream since they imported it, and gets every change. Anki itself decides one case: where a member
wrote in a note after the change was released and before they imported it, the newer words are theirs, and stay.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.history.author import Published
from tests.history.package import PackageNote, look_of

_SOURCE = re.compile(r'src="([^"]+)"')
_STOCK = re.compile(r"^(Basic|Cloze|Image Occlusion)")
_LONG = 400
"""Characters of a value that a failure shows: a note type's CSS alone fills pages."""
OWN_DECK = "My own"


@dataclass
class Tally:
    """How much was walked, and what was met on the way: a promise that met nothing proves nothing."""

    histories: int = 0
    releases: int = 0
    imports: int = 0
    checks: int = 0
    met: Counter[str] = field(default_factory=Counter)


@dataclass
class Copy:
    """A member's copy of a note."""

    content_of: int
    """When the text that they have, or passed over, was released."""
    stamp: int
    """The time in its package of what they have, or passed over."""
    touched: int = 0
    """When the member last wrote in it or tagged it."""
    stamped: int = 0
    """When an Anki that stamps what it updates last did so."""

    def takes(self, changed: int, stamp: int) -> bool:
        """Whether an upstream note belongs into the collection."""
        if stamp <= max(self.stamp, self.stamped):
            return False
        return self.touched <= max(self.content_of, changed)


@dataclass
class Member:
    """What a member has, as far as the promise needs to know it."""

    name: str
    copies: dict[str, Copy] = field(default_factory=dict)
    """By guid."""
    guids: dict[str, str] = field(default_factory=dict)
    """The author's id → the guid under which they have that card's note."""
    looks: dict[int, int] = field(default_factory=dict)
    """Note type id → when the look that they have was released."""


class Promise:
    """Checks imports and counts what it checked."""

    def __init__(self, tally: Tally, *, updates_stamped: bool) -> None:
        self.tally = tally
        self._updates_stamped = updates_stamped

    def check(
        self, member: Member, release: Published, now: int, seen: tuple[dict[str, Any], dict[str, Any], dict[str, str]]
    ) -> None:
        """Check one import and take down what the member has now."""
        before, after, media = seen
        self.tally.imports += 1
        for id_, guid in release.package.by_id.items():
            self._that(member.guids.setdefault(id_, guid) == guid, "a note came twice, under another guid", id_)
        self._reviews(before, after)
        self._notes(member, release, before, after)
        self._cards(member, release, before, after)
        self._looks(member, release, before, after)
        self._decks(release, before, after)
        self._pictures(release, after, media)
        ids = {guid: id_ for id_, guid in release.package.by_id.items()}
        for guid, id_ in ids.items():
            if guid not in member.copies:
                member.copies[guid] = Copy(release.changed[id_], release.stamps[id_])
                continue
            copy = member.copies[guid]
            if copy.takes(release.changed[id_], release.stamps[id_]) and self._updates_stamped:
                copy.stamped = now
            copy.content_of = max(copy.content_of, release.changed[id_])
            copy.stamp = max(copy.stamp, release.stamps[id_])
        for number, time in release.looks_changed.items():
            member.looks[number] = max(time, member.looks.get(number, 0))

    def _that(self, holds: bool, *words: object) -> None:
        self.tally.checks += 1
        assert holds, " | ".join(str(word)[-_LONG:] for word in words)

    def _reviews(self, before: dict[str, Any], after: dict[str, Any]) -> None:
        self._that(before["reviews"] == after["reviews"], "reviews changed", before["reviews"], after["reviews"])
        self.tally.met["reviews kept"] += len(before["reviews"])

    def _notes(self, member: Member, release: Published, before: dict[str, Any], after: dict[str, Any]) -> None:
        old = {guid: (id_, type_, fields, tags.split()) for id_, guid, type_, _, fields, tags in before["notes"]}
        new = {guid: (id_, type_, fields, tags.split()) for id_, guid, type_, _, fields, tags in after["notes"]}
        package = release.package.notes
        self._that(len(new) == len(after["notes"]), "a guid is there twice")
        self._that(new.keys() == old.keys() | package.keys(), "notes vanished or were doubled", new.keys() ^ old.keys())
        ids = {guid: id_ for id_, guid in release.package.by_id.items()}
        for guid, now in new.items():
            if guid not in old:
                self._says(now, package[guid], "a new note differs from the package")
                self.tally.met["new notes"] += 1
            elif guid not in package:
                self._that(now == old[guid], "an orphan changed", old[guid], now)
                self.tally.met["orphans intact"] += 1
            else:
                times = release.changed[ids[guid]], release.stamps[ids[guid]]
                self._update(member.copies[guid], times, old[guid], now, package[guid])

    def _update(
        self, copy: Copy, times: tuple[int, int], old: tuple[Any, ...], now: tuple[Any, ...], upstream: PackageNote
    ) -> None:
        self._that(now[:2] == old[:2], "a note got another id or note type", old, now)
        changed, stamp = times
        written = copy.touched > copy.content_of
        if copy.takes(changed, stamp):
            self._says(now, upstream, "a change did not arrive")
            hard = changed > copy.content_of
            self.tally.met["changes arrived" if hard else "soft changes arrived"] += 1
            self.tally.met["edits replaced by a change"] += written
        elif changed <= copy.content_of:
            self._that(now == old, "a note that did not change upstream changed for the member", old, now)
            self.tally.met["edits kept" if written else "notes untouched"] += 1
            self.tally.met["edits kept from a soft change"] += written and stamp > copy.stamp
        elif copy.touched > changed:
            self._that(now == old, "the member's newer words were replaced", old, now)
            self.tally.met["newer words of a member kept"] += 1
        else:
            self._that(now == old, "Anki stamped this note later than the change", old, now)
            self.tally.met["changes behind Anki's own stamp"] += 1

    def _says(self, note: tuple[Any, ...], upstream: PackageNote, what: str) -> None:
        self._that(tuple(note[2].split("\x1f")) == upstream.fields, what, note[2], upstream.fields)
        self._that(set(note[3]) == upstream.tags, what, note[3], upstream.tags)

    def _cards(self, member: Member, release: Published, before: dict[str, Any], after: dict[str, Any]) -> None:
        new = {row[0]: row for row in after["cards"]}
        for row in before["cards"]:
            self._that(new.get(row[0]) == row, "a card lost its schedule or its deck", row, new.get(row[0]))
            self.tally.met["studied cards kept"] += row[5] != 0
            self.tally.met["suspended cards kept"] += row[6] == -1
            self.tally.met["cards in a member's own deck kept"] += before["decks"][str(row[3])] == OWN_DECK
        guids = {row[0]: row[1] for row in after["notes"]}
        ids = {guid: id_ for id_, guid in release.package.by_id.items()}
        old = {row[0] for row in before["cards"]}
        there: dict[str, set[int]] = {}
        for id_, note, ordinal, deck, due, *_ in after["cards"]:
            guid = guids[note]
            self._that(ordinal not in there.setdefault(guid, set()), "a card is there twice", guid, ordinal)
            there[guid].add(ordinal)
            if id_ not in old:
                self._that(
                    after["decks"][str(deck)] == release.decks[ids[guid]], "a new card lies in another deck", guid
                )
                place = release.package.notes[guid].cards.get(ordinal, (None, None))[1]
                self._that(due == place, "a new card lost its place", guid, due, place)
        for guid, note in release.package.notes.items():
            copy = member.copies.get(guid)
            if copy is None or copy.takes(release.changed[ids[guid]], release.stamps[ids[guid]]):
                missing = note.cards.keys() - there.get(guid, set())
                self._that(not missing, "a card did not arrive", guid, missing)

    def _looks(self, member: Member, release: Published, before: dict[str, Any], after: dict[str, Any]) -> None:
        old, new = (
            {t["id"]: look_of(t["name"], t["css"], t["fields"], t["templates"]) for t in seen["note_types"]}
            for seen in (before, after)
        )
        stock = {number for number, look in new.items() if _STOCK.match(str(look[0]))}
        known = stock | member.looks.keys() | release.package.looks.keys()
        self._that(new.keys() == known | old.keys(), "note types forked", [new[n][0] for n in new.keys() - known])
        for number, look in release.package.looks.items():
            if number not in member.looks or release.looks_changed[number] > member.looks[number]:
                self._that(new[number] == look, "a note type's change did not arrive", new[number], look)
                self.tally.met["note type changes arrived"] += number in member.looks
            else:
                self._that(new[number] == old[number], "a note type changed by itself", old[number], new[number])

    def _decks(self, release: Published, before: dict[str, Any], after: dict[str, Any]) -> None:
        meant = set(release.decks.values())
        parents = {deck.split("::")[0] for deck in meant}
        fresh = set(after["decks"].values()) - set(before["decks"].values())
        self._that(fresh <= meant | parents, "a second deck", fresh)
        self._that(set(before["decks"].items()) <= set(after["decks"].items()), "a deck vanished or was renamed")

    def _pictures(self, release: Published, after: dict[str, Any], media: dict[str, str]) -> None:
        for row in after["notes"]:
            for name in _SOURCE.findall(row[4]):
                self._that(name in media, "a picture is missing", name)
                if name in release.package.media:
                    self._that(media[name] == release.package.media[name], "a picture is an old one", name)
                    self.tally.met["pictures right"] += 1
