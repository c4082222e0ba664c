"""The ledger made anew: of what its file still says, of git, and of released packages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deckgen.anki.cloze import parse_cloze
from deckgen.anki.identity import guid_of
from deckgen.release.content import Content, hashes_of_fields, revision_at, text_of, type_key, whole_of
from deckgen.release.ledger import Ledger, Release, ReleasedNote, ReleasedNoteType, versions
from deckgen.release.reading import parse_ledger
from deckgen.release.uniting import UNKNOWN, not_held, unite

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from deckgen.anki.snapshot import Snapshot, SnapshotNote
    from deckgen.model import Deck, NoteType
    from deckgen.release.repository import Repository


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A ledger made anew."""

    ledger: Ledger
    from_packages: tuple[str, ...]
    """The releases that only packages know: their time is the latest in the package, what the author wrote is not known
    (a note counts as changed where it reads otherwise), nor which cards a note had that is no cloze."""


def rebuild(
    written: str, deck: Deck, known: Repository, packages: Mapping[str, Snapshot], types: Sequence[NoteType]
) -> Rebuilt:
    """Make a deck's ledger anew.

    Args:
        written: What is left of the file; empty where nothing is.
        deck: The deck as its sources are now.
        known: What git knows.
        packages: Released packages by the names of their releases.
        types: The deck's note types.
    """
    deck_id = deck.config.id
    ids = {note.guid: note.id for note in deck.notes}
    texts = [*_sides(written), *known.history, *(text for _, text in known.elsewhere)]
    read = [(ledger, not problems) for ledger, problems in map(parse_ledger, texts) if ledger.deck == deck_id]
    # whole ones first, the newest of them: of one that was merged by hand nobody knows what either side had
    read.sort(key=lambda item: (item[1], item[0].releases[-1].time if item[0].releases else 0), reverse=True)
    ledgers = [ledger for ledger, _ in read]
    ledger = ledgers[0] if ledgers else Ledger(deck=deck_id, name=deck.config.name)
    ledger = unite(ledger, not_held(ledger, ledgers[1:]))
    taken = {release.version for release in ledger.releases}
    new = {version: snapshot for version, snapshot in packages.items() if version not in taken}
    if new:
        found = of_packages(deck_id, new, types, ids)
        ledger = unite(ledger, [found]) if ledger.releases else found
    return Rebuilt(ledger._replace(written_by=versions()), tuple(new))


def of_packages(
    deck_id: str, packages: Mapping[str, Snapshot], types: Sequence[NoteType], ids: Mapping[str, str]
) -> Ledger:
    """A ledger of released packages alone.

    Args:
        deck_id: The deck's id.
        packages: By the names of their releases.
        types: The deck's note types.
        ids: Guid → id, of notes that do not carry their id in a field.
    """
    by_id = {note_type.id: note_type for note_type in types}
    ledger = Ledger(deck=deck_id)
    for version, snapshot in sorted(packages.items(), key=lambda item: _time(item[1])):
        named = ((ids.get(note.guid, note.id), note) for note in snapshot.notes if note.note_type in by_id)
        here = {key: note for key, note in named if key}
        notes = {
            key: note if key in here or note.retired else note._replace(retired=version)
            for key, note in ledger.notes.items()
        }
        for key, note in here.items():
            notes[key] = _note(note, key, by_id[note.note_type], ledger, version)
        looks = [(by_id[number], snapshot.note_types[number].mod) for number in snapshot.note_types if number in by_id]
        ledger = ledger._replace(
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


def _note(note: SnapshotNote, key: str, note_type: NoteType, ledger: Ledger, version: str) -> ReleasedNote:
    old = ledger.notes.get(key)
    text, whole = text_of(note.fields, note_type), whole_of(note.fields, note.tags, note_type)
    at = revision_at(note_type)
    revision = note.fields[at] if at is not None and at < len(note.fields) else ""
    numbers = {number for html in note.fields if note_type.cloze for number in parse_cloze(html).numbers}
    return ReleasedNote(
        id=key,
        kind=note_type.kind,
        shape=note_type.shape,
        content=Content("", text, whole),
        mod=note.mod,
        revision=revision or version,
        since=old.since if old else version,
        title=note.title,
        guid="" if note.guid == guid_of(ledger.deck, key) else note.guid,
        cards=dict.fromkeys(sorted(numbers), ""),
        fields=hashes_of_fields(note.fields, note_type),
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
