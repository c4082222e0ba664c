"""Modification times: an unchanged note keeps its recorded one, a changed one gets a newer one.

Anki updates a note only where the package's `mod` is greater than the member's, and then replaces fields and tags as a
whole. So a `mod` that moves without a change costs members their edits, and one that does not move hides a fix.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from deckgen.anki.package import Stamps
from deckgen.diagnostics import Diagnostic, Severity, Span
from deckgen.release import LEDGER_NAME
from deckgen.release.content import arrangement_hash, field_hashes, note_hash, note_type_hash, subdeck_of
from deckgen.release.history import history_problems
from deckgen.release.ledger import Ledger, Release, ReleasedNote, ReleasedNoteType, timestamp

if TYPE_CHECKING:
    from deckgen.model import Deck, NoteType


def stamps_for(deck: Deck, ledger: Ledger, now: int, clock: int | None = None) -> tuple[Stamps, tuple[Diagnostic, ...]]:
    """The modification times of a build, and what the deck's history forbids or members should be told.

    Unchanged: the recorded time. Changed: the build's time, or one second after the recorded one where that is later.
    New: the build's time.

    Args:
        deck: A deck without errors.
        ledger: What members have; an empty one where nothing was released.
        now: The build's time, in seconds since 1970.
        clock: The machine's clock, where `now` is an older `SOURCE_DATE_EPOCH`; no time is ever later than this.

    Returns:
        The stamps, and diagnostics; with an error among them the deck must not be written.
    """
    if not ledger.releases:
        return Stamps(now), ()
    notes = {note.id: _moved(ledger.notes.get(note.id), note_hash(note.fields, note.tags), now) for note in deck.notes}
    types = {t.kind: _moved(ledger.note_types.get(t.kind), note_type_hash(t), now) for t in deck.note_types}
    problems = history_problems(deck, ledger)
    late = max((mod for mod, is_new in (*notes.values(), *types.values()) if is_new), default=0)
    problem = _clock_problem(ledger, late, now if clock is None else clock)
    stamps = Stamps(now, {key: mod for key, (mod, _) in notes.items()}, {key: mod for key, (mod, _) in types.items()})
    return stamps, (*problems, problem) if problem else problems


def _moved(recorded: ReleasedNote | ReleasedNoteType | None, content: str, now: int) -> tuple[int, bool]:
    """The modification time, and whether it is a new one."""
    if recorded is None:
        return now, True
    if recorded.hash == content:
        return recorded.mod, False
    return max(now, recorded.mod + 1), True


def _clock_problem(ledger: Ledger, late: int, clock: int) -> Diagnostic | None:
    """A clock behind the ledger: harmless while nothing changed, an error where a change could not be stamped."""
    if not late or ledger.latest_time <= clock:
        return None
    message = f"the clock says {timestamp(clock)}, but the ledger holds {timestamp(ledger.latest_time)}, which is later"
    span = Span(ledger.path or LEDGER_NAME)
    if late > clock:
        hint = (
            "set the clock right; if it is right, the last release was made by a clock that was ahead: "
            f"changes can be built from {timestamp(late)} on"
        )
        return Diagnostic(span, "clock-behind", message, hint)
    return Diagnostic(span, "clock-behind", message, "set the clock right before you release", Severity.WARNING)


def advance(deck: Deck, ledger: Ledger, version: str, now: int) -> Ledger:
    """The ledger after a release.

    Args:
        deck: What is released; `stamps_for` found no error in it.
        ledger: What members have so far.
        version: The release's name.
        now: The release's time, in seconds since 1970: the same as `stamps_for` was given.
    """
    notes = {key: note if note.retired else replace(note, retired=version) for key, note in ledger.notes.items()}
    types = {note_type.kind: note_type for note_type in deck.note_types}
    for note in deck.notes:
        recorded = ledger.notes.get(note.id)
        content = note_hash(note.fields, note.tags)
        notes[note.id] = ReleasedNote(
            id=note.id,
            kind=note.kind,
            hash=content,
            mod=_moved(recorded, content, now)[0],
            title=note.title,
            since=recorded.since if recorded else version,
            fields=field_hashes(note, types[note.kind]),
            subdeck=subdeck_of(deck, note),
            extra=recorded.extra if recorded else {},
        )
    note_types = dict(ledger.note_types)
    for kind, note_type in types.items():
        note_types[kind] = _released_type(note_type, ledger.note_types.get(kind), now)
    return replace(
        ledger,
        deck=deck.config.id,
        name=deck.config.name,
        releases=(*ledger.releases, Release(version, now, arrangement_hash(deck))),
        note_types=note_types,
        notes=notes,
    )


def _released_type(note_type: NoteType, recorded: ReleasedNoteType | None, now: int) -> ReleasedNoteType:
    content = note_type_hash(note_type)
    return ReleasedNoteType(
        kind=note_type.kind,
        hash=content,
        mod=_moved(recorded, content, now)[0],
        fields=tuple((f.id, column) for f, column in zip(note_type.fields, note_type.columns, strict=True)),
        templates=tuple((t.id, t.name) for t in note_type.templates),
        labels=tuple(f.name for f in note_type.fields),
        extra=recorded.extra if recorded else {},
    )
