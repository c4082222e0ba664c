"""What an update did to a member's collection, note by note, and whether it kept the promise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from deckgen.model.diagnostics import Finding, finding
from deckgen.release.verify.breaches import Breach, always, breach
from deckgen.release.verify.doubles import find_doubles
from deckgen.release.verify.harm import find_harm
from deckgen.release.verify.rehearsal import Rehearsal
from deckgen.release.verify.state import CardState, NoteState


class Outcome(StrEnum):
    """What became of a note."""

    NEW = "new"
    UPDATED = "updated"
    """It changed upstream, and the change arrived."""
    KEPT = "kept"
    """It did not change upstream, and the member's note is as it was."""
    OVERWRITTEN = "overwritten"
    """It did not change upstream, and lost the member's edit or tag all the same."""
    MISSED = "missed"
    """It changed upstream, and the change did not arrive."""
    CONFLICTING = "conflicting"
    """It has another note type now: Anki leaves the member's note as it was, for ever."""
    LATE = "late"
    """It changed upstream, and the member's own later words or a leech's tag keep the change away."""
    SPARED = "spared"
    """Only its tags or the like changed upstream, and the member keeps what they wrote."""
    RETURNED = "returned"
    """The member had deleted it, and it came back."""
    ORPHANED = "orphaned"
    """It left the source; the member keeps it."""
    DUPLICATED = "duplicated"
    """It came as a new note next to the member's old one."""
    REFUSED = "refused"
    """It is new upstream and did not arrive."""


BROKEN = frozenset({Outcome.OVERWRITTEN, Outcome.MISSED, Outcome.CONFLICTING, Outcome.DUPLICATED, Outcome.REFUSED})
"""What a member should never see."""


@dataclass(frozen=True, slots=True)
class NoteVerdict:
    """What became of one note."""

    guid: str
    title: str
    outcome: Outcome
    edited: bool = False
    """Whether the member had written in it."""
    edit_kept: bool = False
    tagged: bool = False
    """Whether the member had given it a tag."""
    tag_kept: bool = False
    was: str = ""
    """For a double: the title of the old note."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a member sees after the update."""

    anki: str
    """The version of Anki that imported."""
    notes: tuple[NoteVerdict, ...]
    breaches: tuple[Breach, ...]
    """Where the promise is broken; empty where it holds."""
    warnings: tuple[Breach, ...]
    """What members will notice, though it breaks nothing."""
    reviews: int
    """How many reviews the member had made."""
    reviews_kept: int
    schedules: int
    """How many cards they had reviewed or suspended."""
    schedules_kept: int

    @property
    def holds(self) -> bool:
        """Whether the promise is kept."""
        return not self.breaches

    @property
    def counts(self) -> dict[Outcome, int]:
        """How many notes met each outcome; outcomes that none met are left out."""
        counted = Counter(note.outcome for note in self.notes)
        return {outcome: counted[outcome] for outcome in Outcome if counted[outcome]}

    def of(self, *outcomes: Outcome) -> tuple[NoteVerdict, ...]:
        """The notes that met one of these outcomes."""
        return tuple(note for note in self.notes if note.outcome in outcomes)


def judge(rehearsal: Rehearsal) -> Verdict:
    """Compare a member's collection before and after with what upstream meant."""
    old, new = rehearsal.old.by_guid, rehearsal.new.by_guid
    leaving = [note for guid, note in old.items() if guid not in new]
    coming = [note for guid, note in new.items() if guid not in old]
    doubles = find_doubles(leaving, coming, (*old.values(), *coming))
    notes = (*(_fate(rehearsal, guid) for guid in old), *(_arrival(rehearsal, note, doubles) for note in coming))
    before, after = rehearsal.before, rehearsal.after
    after_cards = {card.id: card for card in after.cards}
    disturbed = {card.id for card in before.cards if not _is_as_before(card, after_cards.get(card.id))}
    studied = [card.id for card in before.cards if not card.is_new or card.id in rehearsal.deeds.suspended]
    reviews_kept = sum(after.reviews.get(number) == card for number, card in before.reviews.items())
    return Verdict(
        anki=rehearsal.anki,
        notes=notes,
        breaches=tuple(filter(None, _breaches(rehearsal, notes, len(before.reviews) - reviews_kept, disturbed))),
        warnings=tuple(filter(None, [_second_deck(rehearsal)])),
        reviews=len(before.reviews),
        reviews_kept=reviews_kept,
        schedules=len(studied),
        schedules_kept=sum(card not in disturbed for card in studied),
    )


def _breaches(
    rehearsal: Rehearsal, notes: Sequence[NoteVerdict], lost: int, disturbed: Collection[int]
) -> Iterator[Breach | None]:
    def met(outcome: Outcome) -> list[str]:
        return [note.guid for note in notes if note.outcome is outcome]

    doubled = [note for note in notes if note.outcome is Outcome.DUPLICATED]
    before = rehearsal.before
    hit = [
        note.title for note in before.notes if any(card.id in disturbed for card in before.cards_of.get(note.id, ()))
    ]
    if lost or hit:
        yield always("reviews-lost", hit, lost=lost, n=len(hit))
    yield breach("duplicates", [f"{n.was} → {n.title}" if n.was != n.title else n.title for n in doubled])
    counted = Counter(note.guid for note in rehearsal.new.notes)
    yield breach("guid-twice", [note.title for note in rehearsal.new.notes if counted[note.guid] > 1])
    yield _conflicts(rehearsal, met(Outcome.CONFLICTING))
    yield breach("edits-overwritten", rehearsal.titles(met(Outcome.OVERWRITTEN)))
    yield breach("fixes-missed", rehearsal.titles(met(Outcome.MISSED)))
    yield breach("new-notes-missing", rehearsal.titles(met(Outcome.REFUSED)))
    yield _missed_looks(rehearsal)
    yield from find_harm(rehearsal)


def _conflicts(rehearsal: Rehearsal, guids: Sequence[str]) -> Breach | None:
    """Notes that Anki will not update because their note type is another one now."""
    causes: list[Finding] = []
    for guid in guids:
        was, now = rehearsal.old.by_guid[guid].note_type, rehearsal.new.by_guid[guid].note_type
        old, new = rehearsal.old.note_types[was], rehearsal.new.note_types[now]
        if was == now:
            lists = next((a, b) for a, b in zip(old.names, new.names, strict=True) if a != b)
            before, after = (", ".join(names) for names in lists)
            causes.append(
                finding(
                    "note-type-conflict.lists",
                    "the fields or templates of note type '{name}' changed ({before} → {after}), so Anki made a second "
                    "note type, '{name}+'",
                    name=old.name,
                    before=before,
                    after=after,
                )
            )
        else:
            causes.append(
                finding(
                    "note-type-conflict.type",
                    "their note type '{name}' ({was}) became '{other}' ({now}); Anki never changes a note's type",
                    name=old.name,
                    other=new.name,
                    was=str(was),
                    now=str(now),
                )
            )
    return breach("note-type-conflict", rehearsal.titles(guids), tuple(dict.fromkeys(causes)))


def _missed_looks(rehearsal: Rehearsal) -> Breach | None:
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


def _second_deck(rehearsal: Rehearsal) -> Breach | None:
    """A deck that members get next to the one in which their cards stay."""
    home = {rehearsal.old.by_guid[n.guid].id for n in rehearsal.new.notes if n.guid in rehearsal.old.by_guid}
    stay = sorted({card.deck for card in rehearsal.old.cards if card.note in home} - rehearsal.new.decks)
    fresh = sorted(rehearsal.after.decks - rehearsal.before.decks)
    return always("second-deck", names=", ".join(fresh), stay=", ".join(stay)) if stay and fresh else None


def _fate(rehearsal: Rehearsal, guid: str) -> NoteVerdict:
    old, upstream = rehearsal.old.by_guid[guid], rehearsal.new.by_guid.get(guid)
    if guid in rehearsal.deeds.deleted:
        return NoteVerdict(guid, (upstream or old).title, Outcome.RETURNED)
    before, after = rehearsal.before.by_guid[guid], rehearsal.after.by_guid.get(guid)
    edited, tagged = guid in rehearsal.deeds.edited, guid in rehearsal.deeds.tagged
    if upstream is None:
        outcome = Outcome.ORPHANED
    elif upstream.note_type != old.note_type or old.note_type in rehearsal.forked:
        outcome = Outcome.CONFLICTING
    elif guid in rehearsal.deeds.late and after is not None and after.content == before.content:
        outcome = Outcome.LATE
    elif guid in rehearsal.soft and (edited or tagged) and after is not None and after.content == before.content:
        outcome = Outcome.SPARED
    elif after is not None and not rehearsal.changed(guid):
        outcome = Outcome.KEPT if after.content == before.content else Outcome.OVERWRITTEN
    else:
        outcome = Outcome.UPDATED if after is not None and after.content == upstream.content else Outcome.MISSED
    return NoteVerdict(
        guid=guid,
        title=(upstream or old).title,
        outcome=outcome,
        edited=edited,
        edit_kept=edited and after is not None and after.fields == before.fields,
        tagged=tagged,
        tag_kept=tagged and after is not None and before.tags <= after.tags,
    )


def _arrival(rehearsal: Rehearsal, note: NoteState, doubles: dict[str, NoteState]) -> NoteVerdict:
    arrived = rehearsal.after.by_guid.get(note.guid)
    if arrived is None or arrived.content != note.content:
        return NoteVerdict(note.guid, note.title, Outcome.REFUSED)
    if note.guid in doubles:
        return NoteVerdict(note.guid, note.title, Outcome.DUPLICATED, was=doubles[note.guid].title)
    return NoteVerdict(note.guid, note.title, Outcome.NEW)


def _is_as_before(before: CardState, after: CardState | None) -> bool:
    return after is not None and (after.note, after.deck, after.schedule) == (before.note, before.deck, before.schedule)
