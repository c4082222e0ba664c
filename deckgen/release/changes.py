"""What a release changes of the one before."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from deckgen.anki.collection_reader import read_package
from deckgen.anki.snapshot import Snapshot, SnapshotNote, snapshot_of
from deckgen.model import Note, NoteType
from deckgen.model.diagnostics import DeckgenError, Diagnostic, Span, warning
from deckgen.release import LEDGER_NAME
from deckgen.release.content import Change, arrangement_hash, revision_at, type_key, whole_hash
from deckgen.release.differences.compare import NoteChange, compare_notes
from deckgen.release.differences.snapshots import open_snapshot
from deckgen.release.given import NEVER, given_notes, kept_hash
from deckgen.release.ledger import Ledger, ReleasedNote, TypeKey
from deckgen.release.stamping import Stamping
from deckgen.system.git import last_commit


@dataclass(frozen=True, slots=True)
class ChangedNote:
    """A note that reads otherwise than released, or has other cards."""

    note: Note
    fields: tuple[str, ...]
    """Names of the Anki fields that changed, from the ledger's hashes."""
    lost_cards: tuple[int, ...] = ()
    """The numbers of released cards that it has no more."""
    change: NoteChange | None = None
    """What exactly changed, where the released content could be found."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a release changes."""

    added: tuple[Note, ...]
    """New to members, or to some of them, or back after it was retired."""
    changed: tuple[ChangedNote, ...]
    """Hard changes: these replace what members wrote."""
    touched: tuple[Note, ...]
    """Soft ones: tags, category, or the same text written otherwise."""
    retired: tuple[ReleasedNote, ...]
    note_types: tuple[NoteType, ...]
    """Released ones that look different now."""
    returned: tuple[Note, ...]
    """Those of `added` that come back with another text, which replaces what members wrote who kept them."""
    arrangement: bool
    """Whether a first import would show another order, other decks or another description."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to release."""
        notes = self.added or self.changed or self.touched or self.retired
        return not (notes or self.note_types or self.arrangement)


def changes_of(stamping: Stamping, released: Iterable[Snapshot] = ()) -> Changes:
    """Compare a deck without errors with what was released of it; in `released`, notes are looked for as they were."""
    deck, ledger = stamping.deck, stamping.ledger
    here = {note.id for note in deck.notes}
    had = {note.id for note in ledger.notes.values() if not (note.retired or note.partial)}
    last = ledger.last
    return Changes(
        added=tuple(n for n in deck.notes if n.id not in had),
        changed=tuple(_changed(stamping, released)),
        touched=tuple(n for n in deck.notes if stamping.notes[n.id] is Change.SOFT and not ledger.notes[n.id].retired),
        retired=tuple(old for _, old in sorted(ledger.notes.items()) if old.id not in here and not old.retired),
        note_types=tuple(
            t for t in deck.note_types if type_key(t) in stamping.note_types and type_key(t) in ledger.note_types
        ),
        returned=tuple(n for n in deck.notes if stamping.notes[n.id] is Change.HARD and ledger.notes[n.id].retired),
        arrangement=last is None or last.arrangement != arrangement_hash(deck) or ledger.is_partial,
    )


def released_content(cards: Path, package: Path) -> Iterator[Snapshot]:
    """The last release as its package has it, if that is still there; then the cards of the commit that it was."""
    with contextlib.suppress(DeckgenError):
        if package.is_file():
            yield read_package(package, media=False)
    with contextlib.suppress(DeckgenError):
        commit = last_commit(cards / LEDGER_NAME)
        if commit:
            yield open_snapshot(f"git:{commit}", cards)


def _changed(stamping: Stamping, released: Iterable[Snapshot]) -> Iterator[ChangedNote]:
    deck, ledger = stamping.deck, stamping.ledger
    hard = (n for n in deck.notes if stamping.notes[n.id] is Change.HARD)
    wanted = {note.guid: note for note in hard if not ledger.notes[note.id].retired}
    if not wanted:
        return
    types, given, snapshot = deck.types, given_notes(ledger, wanted), snapshot_of(deck)
    found = _find(wanted, ledger, types, released)
    for new in snapshot.notes:
        note = wanted.get(new.guid)
        if note is None:
            continue
        had = given.get(new.guid, NEVER)
        fields = enumerate(zip(types[type_key(note)].fields, note.fields, strict=True))
        names = (field.label for at, (field, html) in fields if had.hashes(at) and had.last(at) != kept_hash(html))
        lost = sorted(ledger.notes[note.id].cards.keys() - {ordinal + 1 for ordinal in note.cards})
        change = compare_notes(found[new.guid][0], snapshot, found[new.guid][1], new) if new.guid in found else None
        yield ChangedNote(note, tuple(names), tuple(lost), change)


def _find(
    wanted: Mapping[str, Note], ledger: Ledger, types: Mapping[TypeKey, NoteType], released: Iterable[Snapshot]
) -> dict[str, tuple[Snapshot, SnapshotNote]]:
    """Guid → the note as it was released: only where its hash is the ledger's, so that no wrong text is compared."""
    found: dict[str, tuple[Snapshot, SnapshotNote]] = {}
    for snapshot in released:
        for old in snapshot.notes:
            note = wanted.get(old.guid)
            if note is not None and old.guid not in found:
                whole = whole_hash(old.fields, old.tags, revision_at(types[type_key(note)]))
                if ledger.notes[note.id].content.whole == whole:
                    found[old.guid] = snapshot, old
        if len(found) == len(wanted):
            break
    return found


def hidden_by_again(stamping: Stamping) -> tuple[Diagnostic, ...]:
    """A warning where a soft change stays hidden from whoever imported a package of some notes (`release --again`).

    It could only reach them with a time that would replace what others wrote who declined that package.
    """
    times = {guid: again.time for again in stamping.ledger.again for guid in again.guids}
    hidden = [
        note.id
        for note in stamping.deck.notes
        if stamping.notes[note.id] is Change.SOFT and times.get(note.guid, 0) >= stamping.stamps.notes[note.id]
    ]
    if not hidden:
        return ()
    return (
        warning(
            "hidden-by-again",
            "{n:?note|notes} with other tags or the like {n:!was|were} brought again since {n:!its|their} last "
            "release: whoever imported that package does not get the change",
            "after this release, bring the change again: deckgen release --again {ids}",
            n=len(hidden),
            ids=",".join(hidden),
        ).at(Span(stamping.ledger.path)),
    )
