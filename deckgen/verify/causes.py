"""Why an update breaks its promise, in words: each function looks at one way to break it and finds its cause.

Every cause here was seen in packages that tools really make; how Anki decides is measured on its own importer.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deckgen.clock import wall_clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deckgen.verify.rehearsal import Rehearsal
    from deckgen.verify.state import NoteTypeState


@dataclass(frozen=True, slots=True)
class Breach:
    """One way in which the update breaks the promise, or a warning of the same form."""

    rule: str
    """A kebab-case name, e.g. `edits-overwritten`."""
    message: str
    """What happened to the member."""
    cause: str
    """Why, in words."""
    hint: str
    """What the author can do."""
    notes: tuple[str, ...] = ()
    """The titles of the notes that it concerns."""


def reviews_lost(lost: int, disturbed: Sequence[str]) -> Breach | None:
    """Reviews that are gone, or cards that the import moved or scheduled anew."""
    if not lost and not disturbed:
        return None
    return Breach(
        "reviews-lost",
        f"{count(lost, 'review')} gone, cards of {count(len(disturbed), 'note')} moved or scheduled anew",
        "the package removes cards that members have, or carries a schedule of its own",
        "never remove a card template; make the package without scheduling",
        tuple(disturbed),
    )


def doubled(pairs: Sequence[tuple[str, str]]) -> Breach | None:
    """Notes that came a second time because their guid moved."""
    if not pairs:
        return None
    return Breach(
        "duplicates",
        f"{count(len(pairs), 'note')} came a second time; the reviews stay on the old copies",
        "their guid changed though the note is the same one. Anki matches notes by guid alone, and genanki's default "
        "guid is made of the fields, so that a mended typo makes another note",
        "derive the guid from an id that never changes (in deckgen: keep each card's 'id:')",
        tuple(f"{was} → {now}" if was != now else now for now, was in pairs),
    )


def guid_twice(rehearsal: Rehearsal) -> Breach | None:
    """Two notes with one guid in the new package."""
    counted = Counter(note.guid for note in rehearsal.new.notes)
    twice = [note.title for note in rehearsal.new.notes if counted[note.guid] > 1]
    if not twice:
        return None
    return Breach(
        "guid-twice",
        f"{count(len(twice), 'note')} in the new package share a guid with another",
        "two notes were given the same guid, and Anki updates only one of them",
        "give every note a guid of its own",
        tuple(twice),
    )


def conflicting(rehearsal: Rehearsal, guids: Sequence[str]) -> Breach | None:
    """Notes that Anki will not update because their note type is another one now."""
    if not guids:
        return None
    old, new = rehearsal.old, rehearsal.new
    reasons: list[str] = []
    for guid in guids:
        was, now = old.by_guid[guid].note_type, new.by_guid[guid].note_type
        name = old.note_types[was].name
        if was != now:
            other = new.note_types[now].name
            same = "the same note type under another id" if other == name else f"'{other}'"
            reasons.append(f"their note type '{name}' ({was}) became {same} ({now}); Anki never changes a note's type")
        else:
            reasons.append(f"{_schema_change(rehearsal, was)}, so Anki made a second note type, '{name}+'")
    return Breach(
        "note-type-conflict",
        f"{count(len(guids), 'note')} can never be updated again: Anki counts them as conflicting",
        "; ".join(dict.fromkeys(reasons)),
        "keep the note type's id, its fields and its templates as released; new fields need a new note type, with new "
        "notes (in deckgen: freeze the kind)",
        titles(rehearsal, guids),
    )


def overwritten(rehearsal: Rehearsal, guids: Sequence[str]) -> Breach | None:
    """Edits and tags lost on notes that did not change upstream."""
    if not guids:
        return None
    old, new = rehearsal.old.by_guid, rehearsal.new.by_guid
    same = [guid for guid, note in new.items() if guid in old and old[guid].content == note.content]
    stamped = sum(new[guid].mod > old[guid].mod for guid in same)
    return Breach(
        "edits-overwritten",
        f"the member's own edits or tags on {count(len(guids), 'note')} that did not change are lost",
        f"a newer modification time on {stamped:,} of {count(len(same), 'unchanged note')}: Anki takes each for "
        "changed and replaces its fields and tags; genanki stamps every note with the build's time",
        "move a note's modification time only when that note changes (in deckgen: build with the ledger "
        "cards/released.jsonl, which 'deckgen release' keeps)",
        titles(rehearsal, guids),
    )


def missed(rehearsal: Rehearsal, guids: Sequence[str]) -> Breach | None:
    """Changes that did not arrive though the note type is the same."""
    if not guids:
        return None
    old, new = rehearsal.old.by_guid, rehearsal.new.by_guid
    older = sum(new[guid].mod < old[guid].mod for guid in guids)
    equal = sum(new[guid].mod == old[guid].mod for guid in guids)
    reasons = []
    if equal:
        reasons.append(
            f"the same modification time as before on {equal:,} of them, as with a constant build time: Anki takes a "
            "note only where its time is newer"
        )
    if older:
        reasons.append(f"an older time than before on {older:,} of them: a clock went back, or OLD and NEW are swapped")
    rest = len(guids) - equal - older
    if rest:
        reasons.append(f"Anki took {rest:,} of them for no newer, whatever the reason")
    return Breach(
        "fixes-missed",
        f"changes to {count(len(guids), 'note')} did not arrive",
        "; ".join(reasons),
        "move a note's modification time forward whenever that note changes",
        titles(rehearsal, guids),
    )


def refused(rehearsal: Rehearsal, guids: Sequence[str]) -> Breach | None:
    """New notes that did not arrive."""
    if not guids:
        return None
    return Breach(
        "new-notes-missing",
        f"{count(len(guids), 'new note')} did not arrive as written",
        "Anki refused them beside what the member has",
        "give the new notes guids and a note type of their own",
        titles(rehearsal, guids),
    )


def look_missed(rehearsal: Rehearsal) -> Breach | None:
    """Templates and CSS that changed upstream and did not arrive."""
    late = [
        was.name
        for id_, was in rehearsal.old.note_types.items()
        if (now := rehearsal.new.note_types.get(id_)) is not None
        and not forked(rehearsal, id_)
        and now.look != was.look
        and rehearsal.after.note_types[id_].look != now.look
    ]
    if not late:
        return None
    return Breach(
        "style-missed",
        f"changed templates or CSS of {', '.join(repr(name) for name in late)} did not arrive",
        "the note type's modification time did not move forward; Anki takes a note type only where its time is newer",
        "move the note type's modification time whenever its templates or CSS change",
    )


def orphans_harmed(rehearsal: Rehearsal, guids: Sequence[str]) -> Breach | None:
    """Notes that left the source and were touched all the same."""
    if not guids:
        return None
    return Breach(
        "orphans-harmed",
        f"{count(len(guids), 'note')} that left the source changed in the member's collection",
        "the import touched notes that the new package does not hold",
        "report this: no package should be able to",
        titles(rehearsal, guids),
    )


def second_deck(rehearsal: Rehearsal) -> Breach | None:
    """A deck that members get beside the one in which their cards stay."""
    home = {rehearsal.old.by_guid[n.guid].id for n in rehearsal.new.notes if n.guid in rehearsal.old.by_guid}
    stay = sorted({card.deck for card in rehearsal.old.cards if card.note in home} - rehearsal.new.decks)
    fresh = sorted(rehearsal.after.decks - rehearsal.before.decks)
    if not stay or not fresh:
        return None
    return Breach(
        "second-deck",
        f"members get a second deck: {', '.join(fresh)}",
        f"Anki matches decks by name; the cards that members have stay in {', '.join(stay)}",
        "keep the deck's name, or tell members to rename their deck before they import",
    )


def future(rehearsal: Rehearsal) -> Breach | None:
    """Times that old Anki versions refuse."""
    now = wall_clock()
    late = [note.title for note in rehearsal.new.notes if note.mod > now or note.id > (now + 1) * 1_000]
    if not late:
        return None
    return Breach(
        "future-time",
        f"{count(len(late), 'note')} dated in the future",
        "Anki 2.1.54 refuses a whole package for one such note",
        "make packages with a clock that is right",
        tuple(late),
    )


def renamed(rehearsal: Rehearsal) -> Breach | None:
    """Fields or templates that were renamed under pinned ids, which not every importer looks at."""
    changes = [
        change
        for id_ in rehearsal.old.note_types
        if id_ in rehearsal.new.note_types and not forked(rehearsal, id_) and (change := _schema_change(rehearsal, id_))
    ]
    if not changes:
        return None
    return Breach(
        "renamed-fields",
        "this Anki takes renamed fields and templates; Anki up to 2.1.66, and AnkiConnect in any version, do not",
        f"{'; '.join(changes)}: those make a second note type, and update none of these notes",
        "keep released names, or have members update Anki and import from its own menu",
    )


def forked(rehearsal: Rehearsal, note_type: int) -> bool:
    """Whether a note type of this id has another field or template list in NEW, and so is forked by Anki."""
    if note_type not in rehearsal.new.note_types:
        return False
    known = rehearsal.before.note_types.keys() | rehearsal.new.note_types.keys()
    shape = _shape(rehearsal.new.note_types[note_type])
    return bool(_schema_change(rehearsal, note_type)) and any(
        _shape(kind) == shape for id_, kind in rehearsal.after.note_types.items() if id_ not in known
    )


def _shape(kind: NoteTypeState) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(name for name, _ in names) for names in (kind.fields, kind.templates))


def _schema_change(rehearsal: Rehearsal, note_type: int) -> str:
    """What changed in a note type's lists, in words; empty where Anki sees the same lists."""
    was, now = rehearsal.old.note_types[note_type], rehearsal.new.note_types[note_type]
    for what, before, after in (("field", was.fields, now.fields), ("template", was.templates, now.templates)):
        if len(before) != len(after) or any(a[0] != b[0] for a, b in zip(before, after, strict=True)):
            names = ", ".join(name for name, _ in before), ", ".join(name for name, _ in after)
            return f"the {what} list of note type '{was.name}' changed ({names[0]} → {names[1]})"
    return ""


def titles(rehearsal: Rehearsal, guids: Sequence[str]) -> tuple[str, ...]:
    """The titles of notes, as the newer package has them."""
    known = rehearsal.old.by_guid | rehearsal.new.by_guid
    return tuple(known[guid].title for guid in guids)


def count(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
