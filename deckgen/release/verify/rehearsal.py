"""One member's story: they import OLD, study and edit, then import NEW.

One more collection, with NEW alone, says what upstream means; so packages of every tool and every format are read by
Anki itself.
"""

from collections.abc import Collection, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from pathlib import Path
from typing import TypeAlias
from urllib.parse import unquote

from deckgen.anki.collection_reader import read_package
from deckgen.html.file_names import rename_files
from deckgen.html.plain import plain_text
from deckgen.model.diagnostics import DeckgenError
from deckgen.release.verify.member import MemberCollection
from deckgen.release.verify.state import CardState, CollectionState, NoteState

_MOST = 300
"""Notes of each fate among which the member writes and studies; enough to see, and quick for decks of any size."""
_MINUTE = 60
"""Seconds: no clock moves a note's time by so little between two releases, and each soft change by one."""
MediaOfBoth: TypeAlias = tuple[Mapping[str, str], Mapping[str, str]]
"""OLD's and NEW's media: file name → SHA-1 of the content."""


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
    changed: frozenset[str]
    """The guids of notes of both packages that say something else in NEW, or are meant to arrive anew."""
    soft: frozenset[str]
    """Those of them that are to replace no one's words; see `_soft_steps`."""
    written: frozenset[str]
    """The guids of notes in which the member wrote, and to which they gave a tag."""
    studied: frozenset[int]
    """The cards that they reviewed or suspended."""
    titles: Mapping[str, str]
    """Of each guid, as the newer package has it."""
    media: MediaOfBoth

    @cached_property
    def forked(self) -> frozenset[int]:
        """The ids of note types of which Anki made a second one, since they have other fields or templates in NEW."""
        known = self.before.note_types.keys() | self.new.note_types.keys()
        made = [kind.names for number, kind in self.after.note_types.items() if number not in known]
        new = {number: kind.names for number, kind in self.new.used_types.items()}
        old = ((number, kind.names) for number, kind in self.old.used_types.items() if number in new)
        return frozenset(number for number, names in old if names != new[number] and new[number] in made)


def rehearse(old: Path, new: Path) -> Rehearsal:
    """Play the update through in temporary collections of the real Anki.

    The same packages give the same choice of notes and cards.

    Raises:
        DeckgenError: The extra `verify` is missing, a package exceeds the limits of `diff`, or Anki refuses it.
    """
    for path in (old, new):
        if not path.is_file():
            raise DeckgenError("no-package", "there is no package '{path}'", "name an .apkg file", path=str(path))
    first, second = (read_package(path) for path in (old, new))  # before Anki, which has no limits
    if not first.notes:
        raise DeckgenError(
            "empty-package", "'{path}' holds no notes", "name the package that members have now", path=str(old)
        )
    media = first.media, second.media
    with redirect_stdout(StringIO()), MemberCollection() as member:  # some versions print that they are busy
        with MemberCollection() as reference:
            reference.take_in(new)
            alone = reference.snapshot()
        member.take_in(old)
        made = max(note.mod for note in first.notes)
        member.date_import(max(made, *(kind.mod for kind in first.note_types.values())))
        start = member.snapshot()
        changed = frozenset(
            guid
            for guid, note in start.by_guid.items()
            if guid in alone.by_guid and _is_changed(note, alone.by_guid[guid], media)
        )
        soft = _soft_steps(start, alone)
        written, reviewed = _choose(start, alone, changed)
        # no member writes in the second before a soft change
        times = {note.id: made + _MINUTE if note.guid in soft else made for note in written}
        cards = [card.id for card in start.cards]  # genanki makes none of an empty front
        member.act(times, [card.id for card in reviewed], suspended=cards[:1], moved=cards[-1:])
        before = member.snapshot()
        member.take_in(new)
        after = member.snapshot()
    return Rehearsal(
        anki=member.version,
        old=start,
        new=alone,
        before=before,
        after=after,
        changed=changed,
        soft=soft,
        written=frozenset(note.guid for note in written),
        studied=frozenset((*(card.id for card in reviewed), *cards[:1])),
        titles={note.guid: note.title for note in (*first.notes, *second.notes)},
        media=media,
    )


def _is_changed(was: NoteState, now: NoteState, media: MediaOfBoth) -> bool:
    """Whether a note says something else in NEW, or is meant to arrive anew.

    A note whose time did not move forward is one that upstream means to be as it was. Where it reads the same, too,
    members miss nothing but the other HTML: a deck that moved from Anki's editor to Markdown is such a case.
    """
    if was.content == now.content:
        return False
    if now.mod > was.mod or was.tags != now.tags or len(was.fields) != len(now.fields):
        return True
    both = zip(was.fields, now.fields, strict=True)
    return any(_read(a, media[0]) != _read(b, media[1]) for a, b in both if a != b)


def _read(field: str, media: Mapping[str, str]) -> tuple[str, list[str]]:
    """What a reader sees of a field: its letters, and its files by their contents."""
    files: list[str] = []

    def leave_out(name: str) -> str:
        files.append(media.get(unquote(name), name))
        return ""

    return "".join(plain_text(rename_files(field, leave_out)).split()), files


def _soft_steps(old: CollectionState, new: CollectionState) -> frozenset[str]:
    """The guids of notes whose change is to replace no one's words: of tags, category or the like.

    Notes of deckgen's own kinds say in which release they last changed otherwise. Of others, such as those that moved
    in, it is known by a time that moved by a second; but where notes that say the same moved, too, times are a build's.
    """
    both = [(note, new.by_guid[guid]) for guid, note in old.by_guid.items() if guid in new.by_guid]
    by_build = any(now.mod > was.mod and now.content == was.content for was, now in both)
    found = set()
    for was, now in both:
        revisions = old.revision_of(was), new.revision_of(now)
        short = now.mod - was.mod <= _MINUTE and not by_build
        if now.mod > was.mod and (short if None in revisions else revisions[0] == revisions[1]):
            found.add(was.guid)
    return frozenset(found)


def _choose(
    start: CollectionState, alone: CollectionState, changed: Collection[str]
) -> tuple[list[NoteState], list[CardState]]:
    """Notes to write in and cards to review, of each fate: notes that stay the same, change, and leave.

    Notes that stay the same but carry a newer time are all chosen: there the promise breaks, if it does.
    """
    fates: tuple[list[NoteState], ...] = ([], [], [])
    for guid, note in start.by_guid.items():
        fates[(guid in changed) if guid in alone.by_guid else 2].append(note)
    written = [note for note in fates[0] if alone.by_guid[note.guid].mod > note.mod]
    cards: list[CardState] = []
    for fate in fates:
        some = fate[:: max(1, len(fate) // _MOST)]
        written += some[::2]
        cards += [card for note in some[::3] for card in start.cards_of.get(note.id, ())]
    return written, cards
