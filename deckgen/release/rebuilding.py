"""The ledger made anew: of what its file still says, of git, and of released packages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from deckgen.anki.cloze import parse_cloze
from deckgen.anki.identity import guid_of
from deckgen.release.content import REVISION, Content, hashes_of_fields, text_of, type_key, whole_of
from deckgen.release.ledger import Ledger, Release, ReleasedNote, ReleasedNoteType, versions
from deckgen.release.reading import parse_ledger
from deckgen.release.uniting import UNKNOWN, not_held, unite

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from deckgen.anki.snapshot import Snapshot, SnapshotNote
    from deckgen.model import NoteType
    from deckgen.release.repository import Repository


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A ledger made anew."""

    ledger: Ledger
    from_packages: tuple[str, ...]
    """The releases that only packages know: their time is the latest in the package, what the author wrote is not known
    (a note counts as changed where it reads otherwise), nor which cards a note had that is no cloze."""


def rebuild(
    written: str, deck: tuple[str, str], known: Repository, packages: Mapping[str, Snapshot], types: Sequence[NoteType]
) -> Rebuilt:
    """Make a deck's ledger anew.

    Args:
        written: What is left of the file; empty where nothing is.
        deck: The deck's id and name.
        known: What git knows.
        packages: Released packages by the names of their releases.
        types: The deck's note types.
    """
    texts = [*_sides(written), *known.history, *(text for _, text in known.elsewhere)]
    read = [(ledger, not problems) for ledger, problems in map(parse_ledger, texts) if ledger.deck == deck[0]]
    # whole ones first, the newest of them: of one that was merged by hand nobody knows what either side had
    read.sort(key=lambda item: (item[1], item[0].releases[-1].time if item[0].releases else 0), reverse=True)
    ledgers = [ledger for ledger, _ in read]
    ledger = ledgers[0] if ledgers else Ledger(deck=deck[0], name=deck[1])
    ledger = unite(ledger, not_held(ledger, ledgers[1:]))
    taken = {release.version for release in ledger.releases}
    new = {version: snapshot for version, snapshot in packages.items() if version not in taken}
    if new:
        found = of_packages(deck[0], new, types)
        ledger = unite(ledger, [found]) if ledger.releases else found
    return Rebuilt(replace(ledger, written_by=versions()), tuple(new))


def of_packages(deck_id: str, packages: Mapping[str, Snapshot], types: Sequence[NoteType]) -> Ledger:
    """A ledger of released packages alone.

    Args:
        deck_id: The deck's id.
        packages: By the names of their releases.
        types: The deck's note types.
    """
    by_id = {note_type.id: note_type for note_type in types}
    ledger = Ledger(deck=deck_id)
    for version, snapshot in sorted(packages.items(), key=lambda item: _time(item[1])):
        here = {note.id: note for note in snapshot.notes if note.id and note.note_type in by_id}
        notes = {
            key: note if key in here or note.retired else replace(note, retired=version)
            for key, note in ledger.notes.items()
        }
        for key, note in here.items():
            old = ledger.notes.get(key)
            notes[key] = _note(note, by_id[note.note_type], deck_id, version, old.since if old else version)
        looks = [(by_id[number], snapshot.note_types[number].mod) for number in snapshot.note_types if number in by_id]
        ledger = replace(
            ledger,
            name=snapshot.name.split("::", 1)[0],
            releases=(*ledger.releases, Release(version, _time(snapshot))),
            note_types={**ledger.note_types, **{type_key(t): _note_type(t, mod) for t, mod in looks}},
            notes=notes,
        )
    return ledger


def _sides(written: str) -> Iterable[str]:
    """A file's text; where git left a conflict, or lines stand twice, each side of it."""
    ours: list[str] = []
    theirs: list[str] = []
    taken: tuple[list[str], ...] = (ours, theirs)
    for line in written.splitlines():
        if line.startswith("<<<<<<<"):
            taken = (ours,)
        elif line.startswith("|||||||"):
            taken = ()
        elif line.startswith("======="):
            taken = (theirs,)
        elif line.startswith(">>>>>>>"):
            taken = (ours, theirs)
        else:
            for side in taken:
                side.append(line)
    for side in (ours, theirs):
        yield "\n".join(side)
        yield "\n".join([*side[:1], *reversed(side[1:])])


def _time(snapshot: Snapshot) -> int:
    times = (*(note.mod for note in snapshot.notes), *(kind.mod for kind in snapshot.note_types.values()))
    return max(times, default=1)


def _note(note: SnapshotNote, note_type: NoteType, deck_id: str, version: str, since: str) -> ReleasedNote:
    columns = note_type.columns
    text, whole = text_of(note.fields, columns), whole_of(note.fields, note.tags, columns)
    revision = note.fields[columns.index(REVISION)] if REVISION in columns[: len(note.fields)] else ""
    numbers = {number for html in note.fields if note_type.cloze for number in parse_cloze(html).numbers}
    return ReleasedNote(
        id=note.id,
        kind=note_type.kind,
        shape=note_type.shape,
        content=Content("", text, whole),
        mod=note.mod,
        revision=revision or version,
        since=since,
        title=note.title,
        guid="" if note.guid == guid_of(deck_id, note.id) else note.guid,
        cards=dict.fromkeys(sorted(numbers), ""),
        fields=hashes_of_fields(note.fields, columns),
    )


def _note_type(note_type: NoteType, mod: int) -> ReleasedNoteType:
    return ReleasedNoteType(
        kind=note_type.kind,
        shape=note_type.shape,
        id=note_type.id,
        hash=UNKNOWN.whole,
        mod=mod,
        fields=tuple((f.id, column) for f, column in zip(note_type.fields, note_type.columns, strict=True)),
        templates=tuple((t.id, t.name) for t in note_type.templates),
        labels=tuple(f.name for f in note_type.fields),
    )
