"""What a release changes of the one before."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deckgen.anki.identity import guid_of
from deckgen.anki.reading import read_package
from deckgen.anki.snapshot import snapshot_of
from deckgen.diagnostics import DeckgenError
from deckgen.differences.compare import compare_notes
from deckgen.differences.git import last_commit, path_in_repository
from deckgen.differences.places import open_snapshot
from deckgen.release import LEDGER_NAME
from deckgen.release.content import arrangement_hash, field_hashes, note_hash, note_type_hash

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from deckgen.anki.snapshot import Snapshot, SnapshotNote
    from deckgen.differences.model import NoteChange
    from deckgen.model import Deck, Note, NoteType
    from deckgen.release.ledger import Ledger, ReleasedNote


@dataclass(frozen=True, slots=True)
class ChangedNote:
    """A note whose fields or tags are others than released."""

    note: Note
    fields: tuple[str, ...]
    """Names of the Anki fields that changed, from the ledger's hashes; empty where only tags did."""
    change: NoteChange | None = None
    """What exactly changed, where the released content could be found."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a release changes."""

    added: tuple[Note, ...]
    changed: tuple[ChangedNote, ...]
    retired: tuple[ReleasedNote, ...]
    note_types: tuple[NoteType, ...]
    """Released ones that look different now."""
    arrangement: bool
    """Whether a first import would show another order, other decks or another description."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to release."""
        return not (self.added or self.changed or self.retired or self.note_types or self.arrangement)


def changes_of(deck: Deck, ledger: Ledger, released: Mapping[str, tuple[Snapshot, SnapshotNote]]) -> Changes:
    """Compare a deck with what was released of it.

    Args:
        deck: A deck without errors.
        ledger: What was released.
        released: By id, changed notes as they were released, as far as that could be found; see `released_notes`.
    """
    here = {note.id for note in deck.notes}
    last = ledger.last
    return Changes(
        added=tuple(note for note in deck.notes if note.id not in ledger.notes),
        changed=tuple(_changed(deck, ledger, released)),
        retired=tuple(old for _, old in sorted(ledger.notes.items()) if old.id not in here and not old.retired),
        note_types=tuple(
            t
            for t in deck.note_types
            if t.kind in ledger.note_types and ledger.note_types[t.kind].hash != note_type_hash(t)
        ),
        arrangement=last is None or last.arrangement != arrangement_hash(deck),
    )


def changed_ids(deck: Deck, ledger: Ledger) -> set[str]:
    """The ids of released notes whose content is another now."""
    return {
        note.id
        for note in deck.notes
        if note.id in ledger.notes and ledger.notes[note.id].hash != note_hash(note.fields, note.tags)
    }


def released_notes(
    cards: Path, ledger: Ledger, wanted: set[str], package: Path
) -> dict[str, tuple[Snapshot, SnapshotNote]]:
    """Notes as they were released, with the deck that they stood in.

    Looked for in the last release's package, then in git, in the commit that last changed the ledger. What is found
    counts only where its content's hash is the ledger's, so that release notes never compare with the wrong text.

    Args:
        cards: The cards folder.
        ledger: What was released.
        wanted: The ids.
        package: Where the last release's package is, if it is still there.
    """
    found: dict[str, tuple[Snapshot, SnapshotNote]] = {}
    guids = {guid_of(ledger.deck, key): key for key in wanted}
    for snapshot in _sources(cards, package):
        for note in snapshot.notes:
            key = guids.get(note.guid)
            if key and key not in found and ledger.notes[key].hash == note_hash(note.fields, note.tags):
                found[key] = snapshot, note
        if len(found) == len(wanted):
            break
    return found


def _sources(cards: Path, package: Path) -> Iterator[Snapshot]:
    with contextlib.suppress(DeckgenError):
        if package.is_file():
            yield read_package(package, media=False)
    with contextlib.suppress(DeckgenError):
        commit = last_commit(cards.resolve() / LEDGER_NAME)
        if commit:
            yield open_snapshot(f"git:{commit}:{path_in_repository(cards)}", cards)[0]


def _changed(
    deck: Deck, ledger: Ledger, released: Mapping[str, tuple[Snapshot, SnapshotNote]]
) -> Iterator[ChangedNote]:
    wanted = changed_ids(deck, ledger)
    if not wanted:
        return
    snapshot = snapshot_of(deck)
    types = {note_type.kind: note_type for note_type in deck.note_types}
    for note, new in zip(deck.notes, snapshot.notes, strict=True):
        if note.id not in wanted:
            continue
        change = None
        if note.id in released:
            old_snapshot, old = released[note.id]
            change = compare_notes(old_snapshot, snapshot, old, new)
        yield ChangedNote(note, tuple(_changed_fields(note, types[note.kind], ledger)), change)


def _changed_fields(note: Note, note_type: NoteType, ledger: Ledger) -> Iterator[str]:
    recorded = ledger.notes[note.id]
    names = dict(ledger.note_types[note.kind].fields) if note.kind in ledger.note_types else {}
    now = field_hashes(note, note_type)
    for field, column in zip(note_type.fields, note_type.columns, strict=True):
        if now.get(column, "") != recorded.fields.get(names.get(field.id, column), ""):
            yield field.name
