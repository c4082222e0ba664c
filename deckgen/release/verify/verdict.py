"""What an update did to a member's collection, note by note, and whether it kept the promise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from deckgen.release.verify import delivery
from deckgen.release.verify.breaches import Breach, always, breach
from deckgen.release.verify.doubles import find_doubles
from deckgen.release.verify.harm import find_harm, find_media_missed_before
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
    def replaced(self) -> int:
        """How many notes lost what the member had written or tagged."""
        return sum((n.edited and not n.edit_kept) or (n.tagged and not n.tag_kept) for n in self.notes)

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
        warnings=tuple(filter(None, _warnings(rehearsal))),
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
    before, after = rehearsal.before, rehearsal.after.by_guid
    touched = [
        guid for guid, note in before.by_guid.items() if guid not in rehearsal.new.by_guid and after.get(guid) != note
    ]
    hit = [
        note.title for note in before.notes if any(card.id in disturbed for card in before.cards_of.get(note.id, ()))
    ]
    if lost or hit:
        yield always("reviews-lost", hit, lost=lost, n=len(hit))
    yield breach("duplicates", [f"{n.was} → {n.title}" if n.was != n.title else n.title for n in doubled])
    yield delivery.find_shared_guids(rehearsal)
    yield delivery.explain_conflicts(rehearsal, met(Outcome.CONFLICTING))
    yield delivery.explain_overwritten(rehearsal, met(Outcome.OVERWRITTEN))
    yield delivery.explain_missed(rehearsal, met(Outcome.MISSED))
    yield breach("new-notes-missing", rehearsal.titles(met(Outcome.REFUSED)))
    yield delivery.find_missed_looks(rehearsal)
    yield breach("orphans-harmed", rehearsal.titles(touched))
    yield from find_harm(rehearsal)
    yield delivery.find_shared_decks(rehearsal)


def _warnings(rehearsal: Rehearsal) -> Iterator[Breach | None]:
    yield delivery.find_second_deck(rehearsal)
    yield delivery.find_renamed(rehearsal)
    yield delivery.find_future_times(rehearsal)
    yield find_media_missed_before(rehearsal)
    yield breach("written-otherwise", rehearsal.titles(rehearsal.rewritten))


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
