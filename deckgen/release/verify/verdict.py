"""What an update did to a member's collection, note by note, and whether it kept the promise."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from deckgen.model.diagnostics import Finding, finding
from deckgen.release.verify.breaches import Breach, breach, find_harm
from deckgen.release.verify.doubles import find_doubles
from deckgen.release.verify.rehearsal import Rehearsal


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
    """It is new or changed upstream, and did not arrive so."""
    CONFLICTING = "conflicting"
    """It has another note type now: Anki leaves the member's note as it was, for ever."""
    SPARED = "spared"
    """Only its tags or the like changed upstream, and the member keeps what they wrote."""
    ORPHANED = "orphaned"
    """It left the source; the member keeps it."""
    DUPLICATED = "duplicated"
    """It came as a new note next to the member's old one."""


BROKEN = frozenset({Outcome.OVERWRITTEN, Outcome.MISSED, Outcome.CONFLICTING, Outcome.DUPLICATED})
"""What a member should never see."""


@dataclass(frozen=True, slots=True)
class NoteVerdict:
    """What became of one note."""

    guid: str
    title: str
    """Of a double, the old note's, too."""
    outcome: Outcome
    written: bool
    """Whether the member had written in it and given it a tag."""
    kept: bool
    """Whether all of that is still there."""


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
    had: int
    """How many notes the member had."""
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
    before, after = rehearsal.before, rehearsal.after
    notes = tuple(_judged(rehearsal))
    there = {card.id: card for card in after.cards}
    disturbed = {card.id for card in before.cards if there.get(card.id) != card}
    lost = sum(after.reviews.get(number) != card for number, card in before.reviews.items())
    return Verdict(
        anki=rehearsal.anki,
        notes=notes,
        breaches=(*_breaches(rehearsal, notes, lost, disturbed), *find_harm(rehearsal)),
        warnings=tuple(_second_deck(rehearsal)),
        had=len(rehearsal.old.by_guid),
        reviews=len(before.reviews),
        reviews_kept=len(before.reviews) - lost,
        schedules=len(rehearsal.studied),
        schedules_kept=len(rehearsal.studied - disturbed),
    )


def _judged(rehearsal: Rehearsal) -> Iterator[NoteVerdict]:
    old, new, titles = rehearsal.old.by_guid, rehearsal.new.by_guid, rehearsal.titles
    before, after = rehearsal.before.by_guid, rehearsal.after.by_guid
    for guid in old:
        written = guid in rehearsal.written
        kept = after[guid].fields == before[guid].fields and before[guid].tags <= after[guid].tags
        yield NoteVerdict(guid, titles[guid], _outcome(rehearsal, guid), written, written and kept)
    coming = [note for guid, note in new.items() if guid not in old]
    doubles = find_doubles([note for guid, note in old.items() if guid not in new], coming)
    for note in coming:
        title, outcome = titles[note.guid], Outcome.NEW
        if after[note.guid].content != note.content:
            outcome = Outcome.MISSED
        elif note.guid in doubles:
            was, outcome = titles[doubles[note.guid].guid], Outcome.DUPLICATED
            title = title if was == title else f"{was} → {title}"
        yield NoteVerdict(note.guid, title, outcome, written=False, kept=False)


def _outcome(rehearsal: Rehearsal, guid: str) -> Outcome:
    """What became of a note that the member had."""
    old, upstream = rehearsal.old.by_guid[guid], rehearsal.new.by_guid.get(guid)
    if upstream is None:
        return Outcome.ORPHANED
    if upstream.note_type != old.note_type or old.note_type in rehearsal.forked:
        return Outcome.CONFLICTING
    after = rehearsal.after.by_guid[guid].content
    stayed = after == rehearsal.before.by_guid[guid].content
    if guid not in rehearsal.changed:
        return Outcome.KEPT if stayed else Outcome.OVERWRITTEN
    if stayed and guid in rehearsal.soft and guid in rehearsal.written:
        return Outcome.SPARED
    return Outcome.UPDATED if after == upstream.content else Outcome.MISSED


def _breaches(
    rehearsal: Rehearsal, notes: Sequence[NoteVerdict], lost: int, disturbed: Collection[int]
) -> Iterator[Breach]:
    def met(outcome: Outcome) -> list[str]:
        return [note.title for note in notes if note.outcome is outcome]

    before = rehearsal.before
    home = {card.note for card in before.cards if card.id in disturbed}
    yield from breach(
        [rehearsal.titles[note.guid] for note in before.notes if note.id in home],
        finding(
            "reviews-lost",
            "{lost:?review|reviews} gone, and cards of {n:?note|notes} moved or rescheduled",
            "never remove a card template; make the package without scheduling",
            lost=lost,
        ),
    )
    yield from breach(
        met(Outcome.DUPLICATED),
        finding(
            "duplicates",
            "{n:?note|notes} came a second time, since their guids changed; the reviews stay on the old copies",
            "derive the guid from an id that never changes, and not from the fields, as genanki does by default (in "
            "deckgen: keep each card's 'id:')",
        ),
    )
    counted = Counter(note.guid for note in rehearsal.new.notes)
    yield from breach(
        [rehearsal.titles[note.guid] for note in rehearsal.new.notes if counted[note.guid] > 1],
        finding(
            "guid-twice",
            "{n:?note|notes} in the new package share a guid with another, and Anki updates only one of them",
            "give every note a guid of its own",
        ),
    )
    yield from _conflicts(rehearsal, [note for note in notes if note.outcome is Outcome.CONFLICTING])
    yield from breach(
        met(Outcome.OVERWRITTEN),
        finding(
            "edits-overwritten",
            "the member's own edits or tags on {n:?note|notes} that did not change are lost, since their modification "
            "times are newer",
            "move a note's modification time only when that note changes: genanki stamps every note with the build's "
            "time (in deckgen: build with the ledger cards/released.jsonl, which 'deckgen release' keeps)",
        ),
    )
    yield from breach(
        met(Outcome.MISSED),
        finding(
            "fixes-missed",
            "changes to {n:?note|notes} did not arrive, since their modification times are no newer",
            "move a note's modification time forward whenever that note changes: a constant build time, a clock that "
            "went back, or OLD and NEW swapped keep changes away",
        ),
    )
    yield from _missed_looks(rehearsal)


def _conflicts(rehearsal: Rehearsal, notes: Sequence[NoteVerdict]) -> Iterator[Breach]:
    """Notes that Anki will not update because their note type is another one now, by what became of it."""
    hint = (
        "keep the note type's id, its fields and its templates as released; new fields need a new note type, with new "
        "notes (in deckgen: 'since: 2' on the new field)"
    )
    found: dict[Finding, list[str]] = {}
    for note in notes:
        was, now = rehearsal.old.by_guid[note.guid].note_type, rehearsal.new.by_guid[note.guid].note_type
        old, new = rehearsal.old.note_types[was], rehearsal.new.note_types[now]
        if was == now:
            lists = next((a, b) for a, b in zip(old.names, new.names, strict=True) if a != b)
            before, after = (", ".join(names) for names in lists)
            why = finding(
                "note-type-conflict.lists",
                "{n:?note|notes} can never be updated again: the fields or templates of note type '{name}' changed "
                "({before} → {after})",
                hint,
                name=old.name,
                before=before,
                after=after,
            )
        else:
            why = finding(
                "note-type-conflict",
                "{n:?note|notes} can never be updated again: their note type '{name}' ({was}) became '{other}' ({now})",
                hint,
                name=old.name,
                was=str(was),
                other=new.name,
                now=str(now),
            )
        found.setdefault(why, []).append(note.title)
    for why, titles in found.items():
        yield from breach(titles, why)


def _missed_looks(rehearsal: Rehearsal) -> Iterator[Breach]:
    """Templates and CSS that changed upstream and did not arrive."""
    new, after = rehearsal.new.used_types, rehearsal.after.note_types
    late = [
        f"'{was.name}'"
        for number, was in rehearsal.old.used_types.items()
        if number in new and number not in rehearsal.forked and after[number].look != new[number].look != was.look
    ]
    if late:
        late_types = finding(
            "style-missed",
            "changed templates or CSS of {names} did not arrive, since the note type's modification time is no newer",
            "move the note type's modification time whenever its templates or CSS change",
            names=", ".join(late),
        )
        yield Breach(late_types)


def _second_deck(rehearsal: Rehearsal) -> Iterator[Breach]:
    """A deck that members get next to the one in which their cards stay."""
    home = {note.id for guid, note in rehearsal.old.by_guid.items() if guid in rehearsal.new.by_guid}
    stay = {card.deck for card in rehearsal.old.cards if card.note in home} - rehearsal.new.decks
    fresh = rehearsal.after.decks - rehearsal.before.decks
    if stay and fresh:
        renamed = finding(
            "second-deck",
            "members get a second deck, {names}; the cards that they have stay in {stay}",
            "keep the deck's name, or tell members to rename their deck before they import",
            names=", ".join(sorted(fresh)),
            stay=", ".join(sorted(stay)),
        )
        yield Breach(renamed)
