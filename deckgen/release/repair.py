"""The ledger made anew: of what its file still says, of git, and of released packages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from deckgen.anki.cloze import parse_cloze
from deckgen.anki.snapshot import Snapshot, SnapshotNote, SnapshotNoteType
from deckgen.model import Deck, NoteType
from deckgen.model.diagnostics import DeckgenError
from deckgen.release.content import UNKNOWN, Content, revision_at, text_hash, type_key, whole_hash
from deckgen.release.given import contents_in, gift_of
from deckgen.release.history import holds, in_order, union, unite
from deckgen.release.ledger import (
    Ledger,
    Release,
    ReleasedNote,
    ReleasedNoteType,
    released_type,
    stopped_import,
    versions,
)
from deckgen.release.ledger_file import parse_ledger
from deckgen.release.repository import Repository


@dataclass(frozen=True, slots=True)
class Repaired:
    """A ledger made anew."""

    ledger: Ledger
    from_packages: tuple[str, ...]
    """The releases that only packages know: their time is the latest in the package, what the author wrote is not known
    (a note counts as changed where it reads otherwise), nor which cards a note had that is no cloze."""


def repair(
    written: str, deck: Deck, known: Repository, packages: Mapping[str, Snapshot], types: Sequence[NoteType]
) -> Repaired:
    """Make a deck's ledger anew.

    Of what is left of its file, of what git knows, and of released packages, by the names of their releases; `types`
    are the deck's note types, of every shape.

    Raises:
        DeckgenError: An import of the deck stopped before its end, or a newer deckgen wrote a ledger.
    """
    stopped = stopped_import(written)
    if stopped is not None:
        raise stopped.as_error()
    deck_id = deck.config.id
    read = [parse_ledger(text) for text in (*_sides(written), *known.history, *(text for _, text in known.elsewhere))]
    for _, problems in read:
        for problem in problems:
            if problem.rule == "ledger-version":
                raise DeckgenError(problem.rule, problem.message, problem.hint)
    ours = [(ledger, problems) for ledger, problems in read if ledger.deck == deck_id]
    # of a ledger that was harmed or merged by hand, no one knows what either side had: whole ones settle what they say
    ledger = union(each for each, problems in ours if not problems)
    for harmed in (each for each, problems in ours if problems):
        if not holds(ledger, harmed):
            ledger = unite(ledger, harmed) if ledger.releases else harmed
    ledger = ledger._replace(deck=deck_id, name=ledger.name or deck.config.name, written_by=versions())
    by_id = {note_type.id: note_type for note_type in types}
    new = []
    for version, package in sorted(packages.items(), key=lambda item: _time(item[1])):
        if version not in {release.version for release in ledger.releases}:
            new.append(version)
            ledger = _with_release(ledger, version, package, by_id, deck)
        gift = gift_of(ledger, version, contents_in(package, by_id), ever=version not in new)
        ledger = in_order(gift.added_to(ledger))
    return Repaired(ledger, tuple(new))


def _sides(written: str) -> Iterable[str]:
    """A file's text; where git left a conflict, or lines are there twice, each side of it."""
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


def _with_release(ledger: Ledger, version: str, package: Snapshot, by_id: Mapping[int, NoteType], deck: Deck) -> Ledger:
    """The ledger with a release that only its package knows: one that is newer than all follows them."""
    time = _time(package)
    before = ledger if time > ledger.latest_time else Ledger(deck=ledger.deck)
    ids = {note.guid: note.id for note in ledger.notes.values()} | {note.guid: note.id for note in deck.notes}
    here = {}
    for note in package.notes:
        key = ids.get(note.guid, note.id)
        if key and note.note_type in by_id:
            here[key] = _note(note, key, by_id[note.note_type], before, version)
    gone = {
        key: note if key in here or note.retired else replace(note, retired=version)
        for key, note in before.notes.items()
    }
    looks = [(by_id[number], kind) for number, kind in package.note_types.items() if number in by_id]
    made = before._replace(
        name=package.name.split("::", 1)[0],
        releases=(*before.releases, Release(version, time)),
        note_types={**before.note_types, **{type_key(t): _note_type(t, kind, before) for t, kind in looks}},
        notes={**gone, **here},
    )
    return made if before is ledger or not ledger.releases else unite(ledger, made)


def _time(package: Snapshot) -> int:
    times = (*(note.mod for note in package.notes), *(kind.mod for kind in package.note_types.values()))
    return max(times, default=1)


def _note(note: SnapshotNote, key: str, note_type: NoteType, before: Ledger, version: str) -> ReleasedNote:
    old = before.notes.get(key)
    whole = whole_hash(note.fields, note.tags, note_type)
    content = Content("", text_hash(note.fields, note_type), whole)
    at = revision_at(note_type)
    revision = note.fields[at] if at is not None and at < len(note.fields) else ""
    numbers = {number for html in note.fields if note_type.cloze for number in parse_cloze(html).numbers}
    return ReleasedNote(
        id=key,
        guid=note.guid,
        kind=note_type.kind,
        shape=note_type.shape,
        content=old.content if old and old.content.whole == whole else content,
        mod=note.mod,
        revision=revision or version,
        since=old.since if old else version,
        title=note.title,
        subdeck=old.subdeck if old else "",
        cards={**(old.cards if old else {}), **dict.fromkeys(sorted(numbers), "")},
    )


def _note_type(note_type: NoteType, packed: SnapshotNoteType, before: Ledger) -> ReleasedNoteType:
    old = before.note_types.get(type_key(note_type))
    if old is not None and old.mod == packed.mod:
        return old
    made = released_type(note_type, UNKNOWN.whole, packed.mod)
    return replace(made, labels=packed.fields, fronts=tuple(t.front for t in packed.templates), cloze=packed.cloze)
