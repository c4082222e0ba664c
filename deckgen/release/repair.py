"""The ledger made anew: of what its file still says, of git, and of released packages."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from deckgen._version import __version__
from deckgen.anki.cloze import parse_cloze
from deckgen.anki.snapshot import Snapshot, SnapshotNote, SnapshotNoteType
from deckgen.model import Deck, NoteType
from deckgen.release.content import UNKNOWN, content_of, revision_at, type_key
from deckgen.release.given import gift_of, held_in_package
from deckgen.release.history import facts, in_order, union, unite
from deckgen.release.history_checks import deck_id_changed
from deckgen.release.ledger import Ledger, Release, ReleasedNote, ReleasedNoteType, released_type
from deckgen.release.ledger_file import parse_ledger, unreadable


def repair(
    texts: Sequence[str], deck: Deck, packages: Mapping[str, Snapshot], types: Sequence[NoteType]
) -> tuple[Ledger, tuple[str, ...]]:
    """Make a deck's ledger anew.

    Args:
        texts: What is left of its file, then the ledgers that git knows.
        packages: Released packages, by the names of their releases.
        types: The deck's note types, of every shape.

    Returns:
        The ledger, and the releases that only packages know: their time is the latest in the package, what the author
        wrote is not known (a note counts as changed where it reads otherwise), nor which cards a note had that is no
        cloze.

    Raises:
        DeckgenError: An import of the deck stopped before its end, a newer deckgen wrote a ledger, or the file is of a
            deck with another id.
    """
    for at, text in enumerate(texts):
        stopped = unreadable(text)
        if stopped is not None and (at == 0 or stopped.id == "ledger-version"):
            raise stopped.as_error()
    read = [parse_ledger(text) for text in texts]
    if read[0][0].deck not in {"", deck.config.id}:
        raise deck_id_changed(read[0][0].deck, deck.config.id).as_error()
    ours = [(ledger, not problems) for ledger, problems in read if ledger.deck == deck.config.id]
    # of a ledger that was harmed or merged by hand, no one knows what either side had: whole ones settle what they say
    ledger = union(ledger for ledger, whole in ours if whole)
    for harmed in (ledger for ledger, whole in ours if not whole):
        if not facts(harmed) <= facts(ledger):
            ledger = unite(ledger, harmed) if ledger.releases else harmed
    ledger = replace(ledger, deck=deck.config.id, name=ledger.name or deck.config.name, written_by=__version__)
    by_id = {note_type.id: note_type for note_type in types}
    new = []
    for version, package in sorted(packages.items(), key=lambda item: _time(item[1])):
        if version not in {release.version for release in ledger.releases}:
            new.append(version)
            ledger = _with_release(ledger, version, package, by_id, deck)
        gift = gift_of(ledger, version, held_in_package(package, by_id), ever=version not in new)
        ledger = in_order(gift.added_to(ledger))
    return ledger, tuple(new)


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
    gone = {key: replace(note, retired=note.retired or version) for key, note in before.notes.items()}
    looks = [_note_type(by_id[number], kind, before) for number, kind in package.note_types.items() if number in by_id]
    made = replace(
        before,
        name=package.name.split("::", 1)[0],
        releases=(*before.releases, Release(version, time)),
        note_types={**before.note_types, **{(each.kind, each.shape): each for each in looks}},
        notes={**gone, **here},
    )
    return made if before is ledger or not ledger.releases else unite(ledger, made)


def _time(package: Snapshot) -> int:
    times = (*(note.mod for note in package.notes), *(kind.mod for kind in package.note_types.values()))
    return max(times, default=1)


def _note(note: SnapshotNote, key: str, note_type: NoteType, before: Ledger, version: str) -> ReleasedNote:
    old = before.notes.get(key)
    content = content_of(note, note_type)
    at = revision_at(note_type)
    revision = note.fields[at] if at is not None and at < len(note.fields) else ""
    numbers = {number for html in note.fields if note_type.cloze for number in parse_cloze(html).numbers}
    return ReleasedNote(
        id=key,
        guid=note.guid,
        kind=note_type.kind,
        shape=note_type.shape,
        content=old.content if old and old.content.whole == content.whole else content,
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
