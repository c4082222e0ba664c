"""One member's story: they import OLD, study and edit, then import NEW.

Two more collections, one with OLD alone and one with NEW alone, say what upstream means; so packages of every tool and
every format are read by Anki itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from functools import cached_property
from io import StringIO
from pathlib import Path

from deckgen.anki.reading import read_package
from deckgen.model.diagnostics import DeckgenError
from deckgen.release.verify.collection import MemberCollection
from deckgen.release.verify.state import CollectionState, MediaOfBoth, NoteState, is_changed, soft_steps

OWN_WORDS = " (a member's own words)"
OWN_TAG = "a-members-own-tag"
OWN_DECK = "A member's own deck"
_MOST = 300
"""Notes of each fate that the member writes in; enough to see, and quick for decks of any size."""
_FEW = 20
"""Notes that the member touches late, and that they delete."""
_MINUTE = 60
_RATINGS = (3, 1, 2, 4, 3)
"""Good, again, hard, easy, good: every way a card's schedule can move."""


@dataclass(frozen=True, slots=True)
class Deeds:
    """What the member does between the two imports; notes are named by their guids."""

    edited: Collection[str]
    tagged: Collection[str]
    late: Sequence[str]
    """Changed notes that they touched after NEW was made: they wrote, or the note became a leech."""
    deleted: Sequence[str]
    reviewed: Sequence[int]
    """Cards, as the following."""
    suspended: Sequence[int]
    moved: Sequence[int]
    """To a deck of their own."""


@dataclass(frozen=True)
class Rehearsal:
    """What was there at each moment."""

    anki: str
    """The version of Anki that imported."""
    old: CollectionState
    """OLD alone."""
    new: CollectionState
    """NEW alone."""
    before: CollectionState
    """The member's collection before the update."""
    after: CollectionState
    """The member's collection after the update."""
    deeds: Deeds
    soft: frozenset[str]
    """The guids of notes that changed softly; see `soft_steps`."""
    media: MediaOfBoth
    """OLD's and NEW's: file name → SHA-1 of the content."""

    def changed(self, guid: str) -> bool:
        """Whether a note of both packages says something else in NEW, or is meant to arrive anew."""
        return is_changed(self.old.by_guid[guid], self.new.by_guid[guid], self.media)

    def titles(self, guids: Iterable[str]) -> tuple[str, ...]:
        """The titles of notes, as the newer package has them."""
        return tuple((self.new.by_guid.get(guid) or self.old.by_guid[guid]).title for guid in guids)

    @cached_property
    def forked(self) -> frozenset[int]:
        """The ids of note types of which Anki made a second one, since they have other fields or templates in NEW."""
        known = self.before.note_types.keys() | self.new.note_types.keys()
        made = [kind.names for number, kind in self.after.note_types.items() if number not in known]
        both = self.old.note_types.keys() & self.new.note_types.keys()
        lists = {number: self.new.note_types[number].names for number in both}
        return frozenset(n for n in both if self.old.note_types[n].names != lists[n] and lists[n] in made)


def rehearse(old: Path, new: Path, progress: Callable[[str, str], None] = lambda _step, _name: None) -> Rehearsal:
    """Play the update through in temporary collections of the real Anki.

    `progress` is called as each step begins, with its name (`reading`, `alone`, `importing`, `acting`) and that of the
    package that it is about. The same packages give the same choice of notes and cards.

    Raises:
        DeckgenError: The extra `verify` is missing, a package exceeds the limits of `diff`, or Anki refuses it.
    """
    for path in (old, new):
        if not path.is_file():
            raise DeckgenError("no-package", "there is no package '{path}'", "name an .apkg file", path=str(path))
    progress("reading", "")
    packages = [read_package(path) for path in (old, new)]  # before Anki, which has no limits
    if not packages[0].notes:
        raise DeckgenError(
            "empty-package", "'{path}' holds no notes", "name the package that members have now", path=str(old)
        )
    media = packages[0].media, packages[1].media
    with redirect_stdout(StringIO()), MemberCollection() as reference:  # some versions print that they are busy
        stock = reference.snapshot().note_types.keys()
        progress("alone", new.name)
        reference.take_in(new)
        alone = reference.snapshot()
    with redirect_stdout(StringIO()), MemberCollection() as member:
        progress("importing", old.name)
        member.take_in(old)
        times = [note.mod for note in packages[0].notes]
        member.date_import(max(*times, *(kind.mod for kind in packages[0].note_types.values())))
        first = member.snapshot()
        progress("acting", "")
        deeds, soft = _choose(first, alone, media), soft_steps(first, alone)
        _act(member, first, deeds, soft)
        before = member.snapshot()
        progress("importing", new.name)
        member.take_in(new)
        after = member.snapshot()
    return Rehearsal(
        anki=member.version,
        old=_without_unused(first, stock),
        new=_without_unused(alone, stock),
        before=before,
        after=after,
        deeds=deeds,
        soft=soft,
        media=media,
    )


def _without_unused(state: CollectionState, stock: Collection[int]) -> CollectionState:
    """A state without the note types that every new collection holds, unless a note uses them."""
    used = {note.note_type for note in state.notes}
    kept = {number: kind for number, kind in state.note_types.items() if number in used or number not in stock}
    return replace(state, note_types=kept)


def _choose(first: CollectionState, alone: CollectionState, media: MediaOfBoth) -> Deeds:
    """Notes of each fate to edit, tag and review: those that stay the same, change, and leave.

    Notes that stay the same but carry a newer time are all edited: there the promise breaks, if it does.
    """
    fates: tuple[list[NoteState], ...] = ([], [], [])
    for note in first.by_guid.values():
        upstream = alone.by_guid.get(note.guid)
        fates[2 if upstream is None else is_changed(note, upstream, media)].append(note)
    same, changed, _leaving = fates
    late, deleted = changed[3::4][:_FEW], same[7::8][:_FEW]
    edited = [note for note in same if alone.by_guid[note.guid].mod > note.mod]
    tagged = list(edited)
    cards: list[int] = []
    for fate in fates:
        notes = fate[:: max(1, len(fate) // _MOST)]
        edited += notes[::3]
        tagged += notes[1::3] or notes[:1]
        cards += [card.id for note in notes[::2] for card in first.cards_of.get(note.id, ())]
    spared = {note.guid for note in (*late, *deleted)}
    gone = {note.id for note in deleted}
    left = [card.id for card in first.cards if card.note not in gone]
    return Deeds(
        edited=dict.fromkeys(note.guid for note in edited if note.guid not in spared),
        tagged=dict.fromkeys(note.guid for note in tagged if note.guid not in spared),
        late=[note.guid for note in late],
        deleted=[note.guid for note in deleted],
        reviewed=cards,
        suspended=left[:1],
        moved=left[-1:],
    )


def _act(member: MemberCollection, first: CollectionState, deeds: Deeds, soft: Collection[str]) -> None:
    """Do in the member's collection what was chosen."""
    notes = first.by_guid
    for guid in deeds.edited:
        member.write(notes[guid].id, _field_to_edit(notes[guid]), OWN_WORDS)
    for guid in deeds.tagged:
        member.tag(notes[guid].id, OWN_TAG)
    made = max(note.mod for note in first.notes)
    for guid in (*deeds.edited, *deeds.tagged):
        # no member writes in the second before a soft change
        member.date(notes[guid].id, made + _MINUTE if guid in soft else made)
    for turn, card in enumerate(deeds.reviewed):
        for rating in _RATINGS[: turn % 3 + 1]:
            member.review(card, rating)
    for guid in deeds.late[::2]:
        member.write(notes[guid].id, _field_to_edit(notes[guid]), OWN_WORDS)
    for guid in deeds.late[1::2]:
        member.tag(notes[guid].id, "leech")  # as a card gets it that was forgotten eight times
    member.delete(notes[guid].id for guid in deeds.deleted)
    for card in deeds.suspended:
        member.suspend(card)
    for card in deeds.moved:
        member.move(card, OWN_DECK)


def _field_to_edit(note: NoteState) -> int:
    """The second field where it holds text, as an answer does, else the first."""
    return 1 if len(note.fields) > 1 and note.fields[1].strip() else 0
