"""One member's story: they import OLD, study and edit, then import NEW.

Two more collections, one with OLD alone and one with NEW alone, say what upstream means; so packages of every tool and
every format are read by Anki itself.
"""

from __future__ import annotations

from contextlib import redirect_stdout
from dataclasses import dataclass, field, replace
from io import StringIO
from typing import TYPE_CHECKING

from deckgen.anki.reading import read_decks, read_package
from deckgen.model.diagnostics import DeckgenError
from deckgen.release.verify.alike import Comparison
from deckgen.release.verify.collection import MemberCollection
from deckgen.release.verify.state import soft_steps

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from deckgen.release.verify.state import CollectionState, NoteState

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
    """What the member did between the two imports."""

    edited: frozenset[str] = frozenset()
    """The guids of notes in which they wrote."""
    tagged: frozenset[str] = frozenset()
    """The guids of notes to which they gave a tag."""
    late: frozenset[str] = frozenset()
    """The guids of changed notes that they touched after NEW was made: they wrote, or the note became a leech."""
    deleted: frozenset[str] = frozenset()
    """The guids of notes that they deleted."""
    suspended: int | None = None
    """A card."""
    moved: int | None = None
    """A card that now lies in a deck of their own."""


@dataclass(frozen=True, slots=True)
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
    soft: frozenset[str] = frozenset()
    """The guids of notes that changed softly; see `soft_steps`."""
    old_media: Mapping[str, str] = field(default_factory=dict)
    """OLD's media: file name → SHA-1 of the content."""
    new_media: Mapping[str, str] = field(default_factory=dict)
    old_decks: Mapping[int, str] = field(default_factory=dict)
    """OLD's decks: their names by the ids that they have in the package."""
    new_decks: Mapping[int, str] = field(default_factory=dict)

    def changed(self, guid: str) -> bool:
        """Whether a note of both packages says something else in NEW, or is meant to arrive anew."""
        return self._comparison.changed(self.old.by_guid[guid], self.new.by_guid[guid])

    @property
    def rewritten(self) -> list[str]:
        """The guids of notes that are written otherwise in NEW, kept their time, and read the same."""
        rewritten, old = self._comparison.rewritten, self.old.by_guid
        return [guid for guid, note in self.new.by_guid.items() if guid in old and rewritten(old[guid], note)]

    @property
    def _comparison(self) -> Comparison:
        return Comparison(self.old_media, self.new_media)


def rehearse(old: Path, new: Path, progress: Callable[[str, str], None] = lambda _step, _name: None) -> Rehearsal:
    """Play the update through in temporary collections of the real Anki.

    Args:
        old: What the member has: a package of any tool, in any format that Anki imports.
        new: What they import next.
        progress: Called as each step begins, with its name (`reading`, `alone`, `importing`, `acting`) and that of the
            package that it is about.

    Returns:
        The collections before and after; the same packages give the same choice of notes and cards.

    Raises:
        DeckgenError: The extra `verify` is missing, a package goes beyond the bounds that `diff` has, too, or Anki
            refuses it.
    """
    for package in (old, new):
        if not package.is_file():
            raise DeckgenError("no-package", "there is no package '{path}'", "name an .apkg file", path=str(package))
    progress("reading", "")
    packages = [read_package(package) for package in (old, new)]  # before Anki, which has no bounds
    if not packages[0].notes:
        raise DeckgenError(
            "empty-package", "'{path}' holds no notes", "name the package that members have now", path=str(old)
        )
    old_media, new_media = (package.media for package in packages)
    old_decks, new_decks = (read_decks(package) for package in (old, new))
    with redirect_stdout(StringIO()), MemberCollection() as reference:  # some versions print that they are busy
        stock = frozenset(reference.snapshot().note_types)
        progress("alone", new.name)
        reference.take_in(new)
        alone = reference.snapshot()
    with redirect_stdout(StringIO()), MemberCollection() as member:
        progress("importing", old.name)
        member.take_in(old)
        member.date_import(
            max((*(note.mod for note in packages[0].notes), *(each.mod for each in packages[0].note_types.values())))
        )
        first = member.snapshot()
        progress("acting", "")
        deeds = _act(member, first, alone, Comparison(old_media, new_media))
        before = member.snapshot()
        progress("importing", new.name)
        member.take_in(new)
        return Rehearsal(
            anki=member.version,
            old=_own(first, stock),
            new=_own(alone, stock),
            before=before,
            after=member.snapshot(),
            deeds=deeds,
            soft=soft_steps(first, alone),
            old_media=old_media,
            new_media=new_media,
            old_decks=old_decks,
            new_decks=new_decks,
        )


def _own(snapshot: CollectionState, stock: frozenset[int]) -> CollectionState:
    """The snapshot without the note types that every new collection holds, unless a note uses them."""
    used = {note.note_type for note in snapshot.notes}
    kept = {id_: kind for id_, kind in snapshot.note_types.items() if id_ in used or id_ not in stock}
    return replace(snapshot, note_types=kept)


def _act(member: MemberCollection, first: CollectionState, alone: CollectionState, comparison: Comparison) -> Deeds:
    """Edit, tag and review some notes of each fate: those that stay the same, change, and leave.

    Notes that stay the same but carry a newer time are all edited: there the promise breaks, if it does.
    """
    suspects, fates = _fates(first, alone, comparison)
    edited = {note.guid: note for note in suspects}
    tagged = dict(edited)
    samples = [notes[:: max(1, len(notes) // _MOST)] for notes in fates]
    for notes in samples:
        edited.update({note.guid: note for note in notes[::3]})
        tagged.update({note.guid: note for note in notes[1::3] or notes[:1]})
    late, deleted = fates[1][3::4][:_FEW], fates[0][7::8][:_FEW]
    for note in (*late, *deleted):
        edited.pop(note.guid, None)
        tagged.pop(note.guid, None)
    for note in edited.values():
        member.write(note.id, _field_to_edit(note), OWN_WORDS)
    for note in tagged.values():
        member.tag(note.id, OWN_TAG)
    made = max(note.mod for note in first.notes)
    softly = soft_steps(first, alone)
    for soft, time in ((False, made), (True, made + _MINUTE)):  # nobody writes in the second before a soft change
        member.date([note.id for guid, note in (edited | tagged).items() if (guid in softly) is soft], time)
    cards = [card.id for notes in samples for note in notes[::2] for card in first.cards_of.get(note.id, ())]
    for turn, card in enumerate(cards):
        for rating in _RATINGS[: turn % 3 + 1]:
            member.review(card, rating)
    _touch(member, late)
    member.delete(note.id for note in deleted)
    gone = {note.id for note in deleted}
    everything = [card.id for card in first.cards if card.note not in gone]
    suspended, moved = (everything[0], everything[-1]) if everything else (None, None)
    if suspended is not None and moved is not None:
        member.suspend(suspended)
        member.move(moved, OWN_DECK)
    return Deeds(
        frozenset(edited),
        frozenset(tagged),
        frozenset(note.guid for note in late),
        frozenset(note.guid for note in deleted),
        suspended,
        moved,
    )


def _touch(member: MemberCollection, notes: Sequence[NoteState]) -> None:
    """Write in every other note; the others become leeches, as a card does that was forgotten eight times."""
    for turn, note in enumerate(notes):
        if turn % 2:
            member.tag(note.id, "leech")
        else:
            member.write(note.id, _field_to_edit(note), OWN_WORDS)


def _fates(
    first: CollectionState, alone: CollectionState, comparison: Comparison
) -> tuple[list[NoteState], tuple[list[NoteState], ...]]:
    same: list[NoteState] = []
    changed: list[NoteState] = []
    leaving: list[NoteState] = []
    suspects: list[NoteState] = []
    for note in first.by_guid.values():
        upstream = alone.by_guid.get(note.guid)
        if upstream is None:
            leaving.append(note)
        elif comparison.changed(note, upstream):
            changed.append(note)
        else:
            same.append(note)
            if upstream.mod > note.mod:
                suspects.append(note)
    return suspects, (same, changed, leaving)


def _field_to_edit(note: NoteState) -> int:
    """The second field where it holds text, as an answer does, else the first."""
    return 1 if len(note.fields) > 1 and note.fields[1].strip() else 0
