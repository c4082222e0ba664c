"""Why an update breaks its promise, in words: each function looks at one way to break it and finds its cause.

Every cause here was seen in packages that tools really make; how Anki decides is measured on its own importer.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deckgen.messages.catalogue import cause, say
from deckgen.system.clock import wall_clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deckgen.messages.catalogue import Said, Value, Values
    from deckgen.release.verify.rehearsal import Rehearsal
    from deckgen.release.verify.state import NoteTypeState


_JOIN = {"en": "; ", "ko": ". "}
"""Between two causes of one breach."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One way in which the update breaks the promise, or a warning of the same form."""

    rule: str
    """A kebab-case name of the catalogue, e.g. `edits-overwritten`."""
    notes: tuple[str, ...] = ()
    """The titles of the notes that it concerns."""
    values: Values = ()
    """What fills the words."""
    case: str = ""
    """Which of the rule's cases."""
    causes: tuple[tuple[str, Values], ...] = (("", ()),)
    """Why: cases of the rule, and what fills the words of each."""

    def said(self, language: str) -> Said:
        """What happened to the member, and what the author can do."""
        return say(self.rule, self.case, self.values, language)

    def cause(self, language: str) -> str:
        """Why it happened."""
        causes = [cause(self.rule, case or self.case, values, language) for case, values in self.causes]
        return _JOIN[language].join(dict.fromkeys(causes))


def breach(rule: str, notes: Sequence[str], case: str = "", **values: Value) -> Breach | None:
    """A breach of its rule's one cause; None where it concerns no note."""
    return Breach(rule, tuple(notes), (("n", len(notes)), *values.items()), case) if notes else None


def reviews_lost(lost: int, disturbed: Sequence[str]) -> Breach | None:
    """Reviews that are gone, or cards that the import moved or scheduled anew."""
    if not lost and not disturbed:
        return None
    return Breach("reviews-lost", tuple(disturbed), (("lost", lost), ("notes", len(disturbed))))


def doubled(pairs: Sequence[tuple[str, str]]) -> Breach | None:
    """Notes that came a second time because their guid moved."""
    return breach("duplicates", [f"{was} → {now}" if was != now else now for now, was in pairs])


def guid_twice(rehearsal: Rehearsal) -> Breach | None:
    """Two notes with one guid in the new package."""
    counted = Counter(note.guid for note in rehearsal.new.notes)
    return breach("guid-twice", [note.title for note in rehearsal.new.notes if counted[note.guid] > 1])


def conflicting(rehearsal: Rehearsal, guids: Sequence[str]) -> Breach | None:
    """Notes that Anki will not update because their note type is another one now."""
    if not guids:
        return None
    old, new = rehearsal.old, rehearsal.new
    causes: list[tuple[str, Values]] = []
    for guid in guids:
        was, now = old.by_guid[guid].note_type, new.by_guid[guid].note_type
        name, other = old.note_types[was].name, new.note_types[now].name
        if was != now:
            values = (("name", name), ("other", other), ("was", str(was)), ("now", str(now)))
            causes.append(("type-id" if other == name else "type", values))
        else:
            causes.extend(_schema_change(rehearsal, was))
    notes = titles(rehearsal, guids)
    return Breach("note-type-conflict", notes, (("n", len(guids)),), causes=tuple(dict.fromkeys(causes)))


def overwritten(rehearsal: Rehearsal, guids: Sequence[str]) -> Breach | None:
    """Edits and tags lost on notes that did not change upstream."""
    if not guids:
        return None
    old, new = rehearsal.old.by_guid, rehearsal.new.by_guid
    same = [guid for guid, note in new.items() if guid in old and old[guid].content == note.content]
    stamped = sum(new[guid].mod > old[guid].mod for guid in same)
    why = ("", (("stamped", stamped), ("same", len(same))))
    return Breach("edits-overwritten", titles(rehearsal, guids), (("n", len(guids)),), causes=(why,))


def missed(rehearsal: Rehearsal, guids: Sequence[str]) -> Breach | None:
    """Changes that did not arrive though the note type is the same."""
    if not guids:
        return None
    old, new = rehearsal.old.by_guid, rehearsal.new.by_guid
    older = sum(new[guid].mod < old[guid].mod for guid in guids)
    equal = sum(new[guid].mod == old[guid].mod for guid in guids)
    counts = {"equal": equal, "older": older, "rest": len(guids) - equal - older}
    causes = tuple([(case, (("n", n),)) for case, n in counts.items() if n])
    return Breach("fixes-missed", titles(rehearsal, guids), (("n", len(guids)),), causes=causes)


def refused(rehearsal: Rehearsal, guids: Sequence[str]) -> Breach | None:
    """New notes that did not arrive."""
    return breach("new-notes-missing", titles(rehearsal, guids))


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
    return Breach("style-missed", values=(("names", ", ".join(f"'{name}'" for name in late)),)) if late else None


def orphans_harmed(rehearsal: Rehearsal, guids: Sequence[str]) -> Breach | None:
    """Notes that left the source and were touched all the same."""
    return breach("orphans-harmed", titles(rehearsal, guids))


def second_deck(rehearsal: Rehearsal) -> Breach | None:
    """A deck that members get beside the one in which their cards stay."""
    home = {rehearsal.old.by_guid[n.guid].id for n in rehearsal.new.notes if n.guid in rehearsal.old.by_guid}
    stay = sorted({card.deck for card in rehearsal.old.cards if card.note in home} - rehearsal.new.decks)
    fresh = sorted(rehearsal.after.decks - rehearsal.before.decks)
    if not stay or not fresh:
        return None
    return Breach("second-deck", values=(("names", ", ".join(fresh)),), causes=(("", (("stay", ", ".join(stay)),)),))


def future(rehearsal: Rehearsal) -> Breach | None:
    """Times that old Anki versions refuse."""
    now = wall_clock()
    late = [note.title for note in rehearsal.new.notes if note.mod > now or note.id > (now + 1) * 1_000]
    return breach("future-time", late)


def renamed(rehearsal: Rehearsal) -> Breach | None:
    """Fields or templates that were renamed under pinned ids, which not every importer looks at."""
    changes = [
        change
        for id_ in rehearsal.old.note_types
        if id_ in rehearsal.new.note_types and not forked(rehearsal, id_)
        for change in _schema_change(rehearsal, id_)
    ]
    return Breach("renamed-fields", causes=(*changes, ("", ()))) if changes else None


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


def _schema_change(rehearsal: Rehearsal, note_type: int) -> tuple[tuple[str, Values], ...]:
    """What changed in a note type's lists, as a cause; none where Anki sees the same lists."""
    was, now = rehearsal.old.note_types[note_type], rehearsal.new.note_types[note_type]
    for case, before, after in (("fields", was.fields, now.fields), ("templates", was.templates, now.templates)):
        if len(before) != len(after) or any(a[0] != b[0] for a, b in zip(before, after, strict=True)):
            names = [", ".join([name for name, _ in names]) for names in (before, after)]
            return ((case, (("name", was.name), ("before", names[0]), ("after", names[1]))),)
    return ()


def titles(rehearsal: Rehearsal, guids: Sequence[str]) -> tuple[str, ...]:
    """The titles of notes, as the newer package has them."""
    known = rehearsal.old.by_guid | rehearsal.new.by_guid
    return tuple(known[guid].title for guid in guids)
