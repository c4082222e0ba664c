"""What a deck's history forbids: ids, guids, lists and names that moved, and clocks that would hide a fix."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from deckgen.anki.identity import FIRST_NOTE
from deckgen.model import Deck, NoteType
from deckgen.model.diagnostics import Diagnostic, Finding, Severity, Span, finding, warning
from deckgen.release.content import Change, subdeck_of, type_key
from deckgen.release.given import EMPTY, NEVER, given_notes, kept_hash
from deckgen.release.history import Repository
from deckgen.release.ledger import Ledger, ReleasedNote, ReleasedNoteType, released_type, timestamp
from deckgen.release.stamping import Stamping
from deckgen.sources.places import SourceFiles

_TOLERANCE = 600
"""Seconds by which the clocks of two machines may differ."""
_EARLIEST = FIRST_NOTE // 1_000
"""A release is no older than the ids of its notes."""


def history_problems(stamping: Stamping) -> Iterator[Diagnostic]:
    """Compare a deck with what was released of it.

    Yields:
        Errors where members would lose something (an id of another kind, a frozen list that changed, a changed deck
        id), warnings where they would see something odd (a second deck, cards that stay in the old deck).
    """
    deck, ledger = stamping.deck, stamping.ledger
    if ledger.releases and deck.config.id != ledger.deck:
        yield deck_id_changed(ledger.deck, deck.config.id).at(_deck_yaml(ledger, "id"))
    elif ledger.releases:
        yield from _note_problems(deck, ledger)
        yield from _note_types(deck, ledger)
        yield from _cards_that_stay(deck, ledger)
        yield from _renamed_ids(deck, ledger)


def deck_id_changed(old: str, new: str) -> Finding:
    """The error for a ledger of a deck with another id."""
    return finding(
        "deck-id-changed",
        "the deck was released with the id '{old}' and now has '{new}'",
        "write 'id: {old}' again: with another id every note is new to members, next to the old ones; in a copy "
        "that becomes a deck of its own, delete released.jsonl and releases/ instead",
        old=old,
        new=new,
    )


def _note_problems(deck: Deck, ledger: Ledger) -> Iterator[Diagnostic]:
    owners = {note.guid: note.id for note in ledger.notes.values()}
    for note in deck.notes:
        recorded = ledger.notes.get(note.id)
        if recorded is None:
            if note.guid in owners:
                yield finding(
                    "guid-taken",
                    "the guid of '{id}' is that of the released card '{old}'",
                    "write 'id: {old}' if it is that card; else leave its 'guid:' out, or give it another",
                    id=note.id,
                    old=owners[note.guid],
                ).at(note.span)
        elif recorded.kind != note.kind:
            yield finding(
                "kind-changed",
                "'{id}' was released as a {old} and is a {new} now",
                "Anki would update neither: give this card an id of its own, and the old one is retired",
                id=note.id,
                old=recorded.kind,
                new=note.kind,
            ).at(note.span)
        elif recorded.shape != note.shape:
            yield finding(
                "shape-changed",
                "'{id}' was released with shape {old} of {kind} and has shape {new} now",
                "Anki would update no copy of it: put the kind's fields and cards back, 'since' and all; of a kind of "
                "deckgen's, use the version that released it, {wrote}, or a newer one; if git knows a release that the "
                "ledger lacks, run 'deckgen release --repair'",
                id=note.id,
                kind=note.kind,
                old=recorded.shape,
                new=note.shape,
                wrote=ledger.written_by,
            ).at(note.span)
        elif recorded.guid != note.guid:
            yield finding(
                "guid-changed",
                "'{id}' was released under another guid: members would get it twice",
                "write 'guid: {guid}' again",
                id=note.id,
                guid=recorded.guid,
            ).at(note.span)


def _note_types(deck: Deck, ledger: Ledger) -> Iterator[Diagnostic]:
    owners = {recorded.id: kind for (kind, _), recorded in ledger.note_types.items()}
    for note_type in deck.note_types:
        recorded = ledger.note_types.get(type_key(note_type))
        owner = owners.get(note_type.id, note_type.kind)
        if owner != note_type.kind:
            yield finding(
                "note-type-changed.taken",
                "the kind '{kind}' has the note type {id}, which members have as that of '{old}'",
                "leave 'note_type' out, or call the kind '{old}' again",
                kind=note_type.kind,
                id=str(note_type.id),
                old=owner,
            ).at(kind_span(note_type, ledger))
        elif recorded and (changes := ", ".join(_note_type_changes(note_type, recorded))):
            yield finding(
                "note-type-changed",
                "the released kind '{kind}' is another now: {changes}",
                "Anki would add a second note type and update none of these notes: put back what is gone (−); names "
                "may change, ids and their order may not; give what is new (+) 'since: 2', or make a new kind",
                kind=note_type.kind,
                changes=changes,
            ).at(kind_span(note_type, ledger))


def kind_span(note_type: NoteType, ledger: Ledger) -> Span:
    """Where a kind of the deck's own is written; the ledger for one that comes with deckgen."""
    own = _folder(ledger) / "kinds" / note_type.kind / "kind.yaml"
    return Span(own.as_posix() if own.is_file() else ledger.path)


def _note_type_changes(note_type: NoteType, recorded: ReleasedNoteType) -> Iterator[str]:
    """What of a note type is another: its id, whether it is a cloze, what went (`−`) and came (`+`), or the order."""
    if recorded.id != note_type.id:
        yield f"−'note_type' ({recorded.id}), +'note_type' ({note_type.id})"
    if note_type.cloze != recorded.cloze:
        yield f"{'+' if note_type.cloze else '−'}'cloze'"
    now = released_type(note_type, "", 1)
    for old, new in ((recorded.fields, now.fields), (recorded.templates, now.templates)):
        old_ids, new_ids = [number for number, _ in old], [number for number, _ in new]
        if old_ids != new_ids:
            yield from (f"−'{name}' ({number})" for number, name in old if number not in new_ids)
            yield from (f"+'{name}' ({number})" for number, name in new if number not in old_ids)
            if sorted(old_ids) == sorted(new_ids):
                yield ", ".join(f"'{name}' ({number})" for number, name in new)


def _cards_that_stay(deck: Deck, ledger: Ledger) -> Iterator[Diagnostic]:
    """Anki matches decks by name, and leaves a card that exists in the deck where it is."""
    old_name, name = ledger.name, deck.config.name
    if old_name != name:
        yield warning(
            "deck-renamed",
            "the deck was released as '{old}' and is '{new}' now",
            "Anki matches decks by name: members' cards stay in '{old}', and a second deck gets only "
            "the new ones, unless they rename their own deck before they import",
            old=old_name,
            new=name,
        ).at(_deck_yaml(ledger, "name"))
    for (old, new), spans in moved_subdecks(deck, ledger).items():
        yield warning(
            "subdeck-changed",
            "{n:?released note moves|released notes move} from '{old}' to '{new}'",
            "members' cards stay in '{old}', Anki moves none: only cards that are new to them appear in '{new}'",
            n=len(spans),
            old=old,
            new=new,
        ).at(spans[0])


def moved_subdecks(deck: Deck, ledger: Ledger) -> dict[tuple[str, str], list[Span]]:
    """The released notes whose deck is another below the deck's name: (old name, new name) → where they are written."""
    moves: dict[tuple[str, str], list[Span]] = {}
    for note in deck.notes:
        recorded = ledger.notes.get(note.id)
        place = subdeck_of(deck, note)
        if recorded is not None and not recorded.retired and recorded.subdeck != place:
            old = "::".join(filter(None, (ledger.name, recorded.subdeck)))
            new = "::".join(filter(None, (deck.config.name, place)))
            moves.setdefault((old, new), []).append(note.span)
    return moves


def _renamed_ids(deck: Deck, ledger: Ledger) -> Iterator[Diagnostic]:
    here = {note.id for note in deck.notes}
    gone = [old for old in ledger.notes.values() if old.id not in here and not old.retired]
    if not gone:
        return
    fronts = first_fields(gone, ledger)
    for note in deck.notes:
        renamed = None if note.id in ledger.notes else fronts.get((note.kind, kept_hash(note.fields[0])))
        if renamed is not None:
            yield warning(
                "id-renamed",
                "'{id}' looks like the released '{old}' under another id",
                "write 'id: {old}' again, or keep the new id and add 'guid: {guid}': else members get a "
                "new card and keep the old one with their reviews",
                id=note.id,
                old=renamed.id,
                guid=renamed.guid,
            ).at(note.span)


def first_fields(notes: Iterable[ReleasedNote], ledger: Ledger) -> dict[tuple[str, str], ReleasedNote]:
    """Kind and hash of the first field, as last released → the note; of those that are empty, none."""
    given = given_notes(ledger)
    fronts = {(note.kind, given.get(note.guid, NEVER).last(0)): note for note in notes}
    return {key: note for key, note in fronts.items() if key[1] not in {"", EMPTY}}


def _folder(ledger: Ledger) -> Path:
    return Path(ledger.path).parent


def _deck_yaml(ledger: Ledger, key: str) -> Span:
    """Where `deck.yaml` says this; its beginning where that is not known."""
    return SourceFiles().places((_folder(ledger) / "deck.yaml").as_posix()).of_key(key)


def early_clock(now: int, last: int) -> Finding:
    """The error for a clock that is earlier than what has happened already."""
    return finding(
        "early-clock",
        "the clock or SOURCE_DATE_EPOCH says {now}, but the deck knows of {last}, which is later",
        "set it right: a change that seems older than it is does not reach whoever wrote in the note since; "
        "if it is right, something was released by a clock that was ahead: wait until that time has passed",
        now=timestamp(now),
        last=timestamp(last),
    )


def clock_problems(stamping: Stamping, clock: int, repository: Repository | None = None) -> Iterator[Diagnostic]:
    """What speaks against what this machine's clock says; for a release, also what git knows.

    A clock earlier than the ledger is harmless while nothing changed, and an error where a change could not be stamped.
    """
    ledger = stamping.ledger
    if ledger.latest_time > clock and not stamping.released:
        changed = stamping.note_types or not {Change.SOFT, Change.HARD}.isdisjoint(stamping.notes.values())
        severity = Severity.ERROR if changed else Severity.WARNING
        yield early_clock(clock, ledger.latest_time).at(Span(ledger.path), severity)
    if repository is None:
        return
    earliest = max(_EARLIEST, repository.committed - _TOLERANCE)
    if clock < earliest:
        yield early_clock(clock, earliest).at(Span(ledger.path))
    elif repository.shallow:
        yield warning(
            "shallow-history",
            "git has only the newest commits here, and may not know all releases",
            "fetch the others: git fetch --unshallow (in a workflow: fetch-depth: 0)",
        ).at(Span(ledger.path))
    elif repository.partial:
        yield warning(
            "shallow-history.partial",
            "this clone lacks older versions of the ledger, and may not know all releases",
            "fetch them: git log --patch -- {path}",
            path=ledger.path,
        ).at(Span(ledger.path))
