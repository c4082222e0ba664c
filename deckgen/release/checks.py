"""What a deck's history forbids: ids, guids, lists and names that moved, and clocks that would hide a fix."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from deckgen.anki.identity import FIRST_NOTE, guid_of
from deckgen.messages.catalogue import Value
from deckgen.model import Deck, NoteType
from deckgen.model.diagnostics import Diagnostic, Severity, Span, finding, found
from deckgen.release import LEDGER_NAME
from deckgen.release.content import Change, field_hashes, subdeck_of, type_key
from deckgen.release.ledger import Ledger, ReleasedNote, ReleasedNoteType, timestamp
from deckgen.release.repository import Repository
from deckgen.release.stamping import Stamping
from deckgen.sources.places import SourceFiles

_FEW, _SHARE = 5, 5
"""A release that retires five notes or more, and a fifth of the deck, is worth a word."""
_TOLERANCE = 600
"""Seconds by which the clocks of two machines may differ."""
_EARLIEST = FIRST_NOTE // 1_000
"""A release is no older than the ids of its notes."""


def history_problems(deck: Deck, ledger: Ledger) -> tuple[Diagnostic, ...]:
    """Compare a deck with what was released of it.

    Returns:
        Errors where members would lose something (an id of another kind, a frozen list that changed, a
        changed deck id), warnings where they would see something odd (a second deck, cards that stay behind).
    """
    if not ledger.releases:
        return ()
    if deck.config.id != ledger.deck:
        return (found(_deck_yaml(ledger, "id"), "deck-id-changed", old=ledger.deck, new=deck.config.id),)
    return (
        *_note_problems(deck, ledger),
        *_frozen_lists(deck, ledger),
        *_cards_that_stay(deck, ledger),
        *_renamed_ids(deck, ledger),
    )


def retirement_problem(retired: int, ledger: Ledger) -> tuple[Diagnostic, ...]:
    """A warning where a release would retire so much that files may be missing.

    Args:
        retired: How many notes it would retire.
        ledger: What was released.
    """
    living = sum(not note.retired for note in ledger.notes.values())
    if retired < _FEW or retired * _SHARE < living:
        return ()
    return (found(Span(ledger.path), "many-retired", gone=retired, n=living),)


def _note_problems(deck: Deck, ledger: Ledger) -> Iterator[Diagnostic]:
    guids = {note.guid: note for note in ledger.notes.values()}
    for note in deck.notes:
        recorded = ledger.notes.get(note.id)
        if recorded is None:
            if (owner := guids.get(note.guid)) is not None:
                case = "retired" if owner.retired else "living"
                yield found(note.span, "guid-taken", case, id=note.id, old=owner.id)
            continue
        if recorded.kind != note.kind:
            yield found(note.span, "kind-changed", id=note.id, old=recorded.kind, new=note.kind)
        elif recorded.shape != note.shape:
            values: dict[str, Value] = {"id": note.id, "kind": note.kind, "old": recorded.shape, "new": note.shape}
            if recorded.shape < note.shape:
                yield found(note.span, "shape-changed", "newer", **values)
            elif (_folder(ledger) / "kinds" / note.kind).is_dir():
                yield found(note.span, "shape-changed", "own", **values)
            else:
                wrote = ledger.written_by.get("deckgen", "")
                yield found(note.span, "shape-changed", "older", wrote=wrote, **values)
        elif recorded.guid != note.guid:
            case = "derived" if recorded.guid == guid_of(ledger.deck, note.id) else "moved-in"
            yield found(note.span, "guid-changed", case, id=note.id, guid=recorded.guid)


def _frozen_lists(deck: Deck, ledger: Ledger) -> Iterator[Diagnostic]:
    for note_type in deck.note_types:
        recorded = ledger.note_types.get(type_key(note_type))
        if recorded is None:
            continue
        if recorded.id != note_type.id:
            ids = {"old": str(recorded.id), "new": str(note_type.id)}
            yield found(Span(ledger.path), "note-type-changed", kind=note_type.kind, **ids)
        span = Span(ledger.path)
        own = _folder(ledger) / "kinds" / note_type.kind / "kind.yaml"
        if own.is_file():
            span = Span(own.as_posix())
        for what, changes in _list_changes(note_type, recorded):
            yield found(span, "frozen-list", what, kind=note_type.kind, changes=changes)


def _list_changes(note_type: NoteType, recorded: ReleasedNoteType) -> Iterator[tuple[str, str]]:
    """Which lists of a note type are others, and what went (`−`) and came (`+`), or else both orders."""
    now_fields = tuple((f.id, column) for f, column in zip(note_type.fields, note_type.columns, strict=True))
    now_templates = tuple((t.id, t.name) for t in note_type.templates)
    for what, old, new in (
        ("fields", recorded.fields, now_fields),
        ("templates", recorded.templates, now_templates),
    ):
        old_ids, new_ids = [number for number, _ in old], [number for number, _ in new]
        if old_ids == new_ids:
            continue
        left = [f"−'{name}' ({number})" for number, name in old if number not in new_ids]
        came = [f"+'{name}' ({number})" for number, name in new if number not in old_ids]
        yield what, ", ".join([*left, *came]) or _moved(old, new)


def _moved(old: Iterable[tuple[int, str]], new: Iterable[tuple[int, str]]) -> str:
    pairs = [(f"'{a[1]}' ({a[0]})", f"'{b[1]}' ({b[0]})") for a, b in zip(old, new, strict=True) if a[0] != b[0]]
    return " → ".join(", ".join(side) for side in zip(*pairs, strict=True))


def _cards_that_stay(deck: Deck, ledger: Ledger) -> Iterator[Diagnostic]:
    """Anki matches decks by name, and leaves a card that exists in the deck where it is."""
    old_name, name = ledger.name, deck.config.name
    if old_name != name:
        yield found(_deck_yaml(ledger, "name"), "deck-renamed", old=old_name, new=name)
    for (old, new), spans in moved_subdecks(deck, ledger).items():
        yield found(spans[0], "subdeck-changed", n=len(spans), old=old, new=new)


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
    types = {type_key(note_type): note_type for note_type in deck.note_types}
    gone: dict[tuple[str, str], ReleasedNote] = {}
    for old in ledger.notes.values():
        recorded_type = ledger.note_types.get((old.kind, old.shape))
        if old.id not in here and not old.retired and recorded_type is not None and recorded_type.fields:
            front = old.fields.get(recorded_type.fields[0][1])
            if front:
                gone[old.kind, front] = old
    if not gone:
        return
    for note in deck.notes:
        if note.id in ledger.notes:
            continue
        note_type = types[type_key(note)]
        renamed = gone.get((note.kind, field_hashes(note, note_type).get(note_type.columns[0], "")))
        if renamed:
            yield found(note.span, "id-renamed", id=note.id, old=renamed.id, guid=renamed.guid)


def _folder(ledger: Ledger) -> Path:
    return Path(ledger.path).parent


def _deck_yaml(ledger: Ledger, key: str) -> Span:
    """Where `deck.yaml` says this; its beginning where that cannot be told."""
    return SourceFiles().places((_folder(ledger) / "deck.yaml").as_posix()).of_key(key)


def clock_problem(stamping: Stamping, ledger: Ledger, clock: int) -> tuple[Diagnostic, ...]:
    """A clock behind the ledger: harmless while nothing changed, an error where a change could not be stamped.

    Args:
        stamping: The times of a build.
        ledger: What members have.
        clock: What this machine's clock says, in seconds since 1970.
    """
    if stamping.released or ledger.latest_time <= clock:
        return ()
    span = Span(ledger.path or LEDGER_NAME)
    now, last = timestamp(clock), timestamp(ledger.latest_time)
    if stamping.note_types or not {Change.SOFT, Change.HARD}.isdisjoint(stamping.notes.values()):
        after = timestamp(ledger.latest_time + 1)
        return (found(span, "clock-behind", "change", now=now, last=last, next=after),)
    return (finding("clock-behind", "ledger", now=now, last=last).at(span, Severity.WARNING),)


def release_clock_problems(ledger: Ledger, known: Repository, clock: int) -> tuple[Diagnostic, ...]:
    """What speaks against a release's time, and against what is known of earlier ones.

    Args:
        ledger: What members have.
        known: What git knows.
        clock: The time that the release would get.
    """
    span = Span(ledger.path or LEDGER_NAME)
    if clock < max(_EARLIEST, known.committed - _TOLERANCE):
        than = "commit" if known.committed > _EARLIEST else "notes"
        return (found(span, "clock-behind", than, now=timestamp(clock)),)
    if known.shallow:
        return (found(span, "shallow-history"),)
    return ()


def too_soon(ledger: Ledger, now: int) -> Diagnostic:
    """The error for a release whose time has not come, by this machine's clock."""
    return found(Span(ledger.path), "clock-behind", "soon", last=timestamp(now - 1))


def hidden_by_again(deck: Deck, ledger: Ledger, stamping: Stamping) -> tuple[Diagnostic, ...]:
    """A warning where a soft change stays hidden from whoever imported a package of some notes (`release --again`).

    It could only reach them with a time that would replace what others wrote who declined that package.
    """
    times = {guid: again.time for again in ledger.again for guid in again.guids}
    hidden = [
        note.id
        for note in deck.notes
        if stamping.notes[note.id] is Change.SOFT and times.get(note.guid, 0) >= stamping.stamps.notes[note.id]
    ]
    if not hidden:
        return ()
    return (found(Span(ledger.path), "hidden-by-again", n=len(hidden), ids=",".join(hidden)),)
