"""What did not reach the member as upstream means it: each function looks at one way, and finds its cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from deckgen.model.diagnostics import Finding, finding
from deckgen.release.verify.breaches import Breach, always, breach
from deckgen.release.verify.rehearsal import Rehearsal
from deckgen.system.clock import wall_clock

_LISTS = (
    finding("note-type-list.fields", "the field list of note type '{name}' changed ({before} → {after})"),
    finding("note-type-list.templates", "the template list of note type '{name}' changed ({before} → {after})"),
)


def find_shared_guids(rehearsal: Rehearsal) -> Breach | None:
    """Notes of NEW that have one guid."""
    counted = Counter(note.guid for note in rehearsal.new.notes)
    return breach("guid-twice", [note.title for note in rehearsal.new.notes if counted[note.guid] > 1])


def explain_conflicts(rehearsal: Rehearsal, guids: Sequence[str]) -> Breach | None:
    """Notes that Anki will not update because their note type is another one now."""
    causes: list[Finding] = []
    for guid in guids:
        was, now = rehearsal.old.by_guid[guid].note_type, rehearsal.new.by_guid[guid].note_type
        name, other = rehearsal.old.note_types[was].name, rehearsal.new.note_types[now].name
        if was == now:
            second = finding("note-type-conflict.second", "so Anki made a second note type, '{name}+'", name=name)
            causes += [*_list_changes(rehearsal, was), second]
        elif name == other:
            causes.append(
                finding(
                    "note-type-conflict.id",
                    "their note type '{name}' ({was}) became the same note type under another id ({now}); Anki never "
                    "changes a note's type",
                    name=name,
                    was=str(was),
                    now=str(now),
                )
            )
        else:
            causes.append(
                finding(
                    "note-type-conflict.type",
                    "their note type '{name}' ({was}) became '{other}' ({now}); Anki never changes a note's type",
                    name=name,
                    other=other,
                    was=str(was),
                    now=str(now),
                )
            )
    return breach("note-type-conflict", rehearsal.titles(guids), tuple(dict.fromkeys(causes)))


def explain_overwritten(rehearsal: Rehearsal, guids: Sequence[str]) -> Breach | None:
    """Edits and tags lost on notes that did not change upstream."""
    old, new = rehearsal.old.by_guid, rehearsal.new.by_guid
    same = [guid for guid, note in new.items() if guid in old and old[guid].content == note.content]
    stamped = sum(new[guid].mod > old[guid].mod for guid in same)
    return breach("edits-overwritten", rehearsal.titles(guids), stamped=stamped, same=len(same))


def explain_missed(rehearsal: Rehearsal, guids: Sequence[str]) -> Breach | None:
    """Changes that did not arrive though the note type is the same."""
    old, new = rehearsal.old.by_guid, rehearsal.new.by_guid
    older = sum(new[guid].mod < old[guid].mod for guid in guids)
    equal = sum(new[guid].mod == old[guid].mod for guid in guids)
    causes = (
        finding(
            "fixes-missed.equal",
            "the same modification time as before on {n} of them, as with a constant build time: Anki takes only "
            "a note whose time is newer",
            n=equal,
        ),
        finding(
            "fixes-missed.older",
            "an older time than before on {n} of them: a clock went back, or OLD and NEW are swapped",
            n=older,
        ),
        finding(
            "fixes-missed.rest",
            "Anki did not take {n} of them as newer, for an unknown reason",
            n=len(guids) - equal - older,
        ),
    )
    return breach("fixes-missed", rehearsal.titles(guids), [cause for cause in causes if cause.values != (("n", 0),)])


def find_missed_looks(rehearsal: Rehearsal) -> Breach | None:
    """Templates and CSS that changed upstream and did not arrive."""
    late = [
        f"'{was.name}'"
        for number, was in rehearsal.old.note_types.items()
        if (now := rehearsal.new.note_types.get(number)) is not None
        and number not in rehearsal.forked
        and now.look != was.look
        and rehearsal.after.note_types[number].look != now.look
    ]
    return always("style-missed", names=", ".join(late)) if late else None


def find_second_deck(rehearsal: Rehearsal) -> Breach | None:
    """A deck that members get next to the one in which their cards stay."""
    home = {rehearsal.old.by_guid[n.guid].id for n in rehearsal.new.notes if n.guid in rehearsal.old.by_guid}
    stay = sorted({card.deck for card in rehearsal.old.cards if card.note in home} - rehearsal.new.decks)
    fresh = sorted(rehearsal.after.decks - rehearsal.before.decks)
    return always("second-deck", names=", ".join(fresh), stay=", ".join(stay)) if stay and fresh else None


def find_shared_decks(rehearsal: Rehearsal) -> Breach | None:
    """A deck whose id another deck of OLD has now, and whose notes lie in that."""
    was, now = (
        {guid: state.cards_of[note.id][0].deck for guid, note in state.by_guid.items() if note.id in state.cards_of}
        for state in (rehearsal.old, rehearsal.new)
    )
    moved = {(deck, now[guid]) for guid, deck in was.items() if guid in now}
    old, new = rehearsal.decks
    known = set(old.values())
    shared = sorted(
        f"'{deck}' = '{other}'"
        for number, deck in old.items()
        if (other := new.get(number, deck)) != deck and other in known and (deck, other) in moved
    )
    return always("deck-id-shared", pairs=", ".join(shared)) if shared else None


def find_future_times(rehearsal: Rehearsal) -> Breach | None:
    """Times that old Anki versions refuse."""
    now = wall_clock()
    late = [note.title for note in rehearsal.new.notes if note.mod > now or note.id > (now + 1) * 1_000]
    return breach("future-time", late)


def find_renamed(rehearsal: Rehearsal) -> Breach | None:
    """Fields or templates that were renamed under pinned ids, which not every importer looks at."""
    changes = [
        change
        for number in rehearsal.old.note_types
        if number in rehearsal.new.note_types and number not in rehearsal.forked
        for change in _list_changes(rehearsal, number)
    ]
    cause = finding(
        "renamed-fields.cause", "such a change makes a second note type there, and updates none of these notes"
    )
    return always("renamed-fields", (), [*changes, cause]) if changes else None


def _list_changes(rehearsal: Rehearsal, note_type: int) -> Iterator[Finding]:
    """The first list of a note type that changed, as a cause."""
    was, now = rehearsal.old.note_types[note_type], rehearsal.new.note_types[note_type]
    for change, before, after in zip(_LISTS, was.names, now.names, strict=True):
        if before != after:
            values = {"name": was.name, "before": ", ".join(before), "after": ", ".join(after)}
            yield change._replace(values=tuple(values.items()))
            return
