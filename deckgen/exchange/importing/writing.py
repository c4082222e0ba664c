"""An import written whole or not at all: where it stops, its files go again; where it is killed, the ledger says so.

A deck's cards without what members have of them would be new at the next release, and replace what members wrote. So
the ledger comes first: it begins with a line that no build or release goes past, until what members have is in it.
"""

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from deckgen.anki.package import Stamps
from deckgen.exchange.draft import Before, Draft
from deckgen.model import Deck
from deckgen.model.diagnostics import DeckgenError, Diagnostic
from deckgen.pipeline.load import load
from deckgen.release import LEDGER_NAME
from deckgen.release.content import Change, type_key
from deckgen.release.given import gift_of, held_in, held_in_package
from deckgen.release.ledger import Ledger
from deckgen.release.ledger_file import format_ledger, import_mark, read_ledger
from deckgen.release.publish import advance
from deckgen.release.stamping import Stamping
from deckgen.system.clock import wall_clock
from deckgen.system.files import restore_file, write_atomically

VERSION = "0"


def members_of(draft: Draft) -> Before | None:
    """What members have of a draft; None where no one has it, or its ids are not known."""
    return draft.before if draft.before is not None and draft.before.note_types else None


def write_import(
    cards: Path,
    draft: Draft,
    new: Mapping[Path, bytes],
    changed: Mapping[Path, bytes],
    show: Callable[[Sequence[Diagnostic]], None],
    progress: Callable[[str, int, int], None],
) -> tuple[Deck, Sequence[Diagnostic]]:
    """Write an import's files and media, and record what members have of the deck; gives it and its errors.

    Raises:
        DeckgenError: Members have the cards, or files were changed, and there are errors; or the ledger has some.
    """
    ledger, problems = read_ledger(cards) if cards.exists() else (Ledger(), ())
    if problems:
        show(problems)
        raise DeckgenError(
            "deck-has-errors",
            "the deck in '{cards}' has errors",
            "fix them first: deckgen check {cards}",
            cards=str(cards),
        )
    media = {cards / "media" / name: read for name, read in draft.media.items()}
    before, paths = members_of(draft), (*media, *new)
    with _whole(cards, paths, changed, dated=before is not None):
        for done, _ in enumerate(_write(new, media)):
            progress("write", done, len(paths))
        for path, data in changed.items():
            write_atomically(path, data)
        deck, diagnostics = load(cards, progress=progress)
        errors = [diagnostic for diagnostic in diagnostics if diagnostic.is_error]
        if errors and (before is not None or changed):
            show(errors)
            raise DeckgenError(
                "cannot-import.errors",
                "what is imported would be errors in this deck",
                "nothing was written; take it into a folder of its own, or change what the deck demands in deck.yaml",
            )
        if before is not None:
            moved = release_zero(deck, before, ledger, wall_clock())
            write_atomically(cards / LEDGER_NAME, format_ledger(moved).encode())
    return deck, errors


@contextlib.contextmanager
def _whole(cards: Path, paths: Collection[Path], changed: Collection[Path], *, dated: bool) -> Iterator[None]:
    """Take back what is written inside where it ends in any error, or by Ctrl-C.

    `dated` says that members have the cards, so that the ledger changes, too. Nothing is written where one of the
    files is there already.
    """
    ledger = cards / LEDGER_NAME
    taken = next((path for path in paths if path.exists() or path.is_symlink()), None)
    if taken is not None:
        raise DeckgenError(
            "init-taken", "'{path}' already exists", "choose an empty folder: nothing was written", path=str(taken)
        )
    before = ledger.read_bytes() if dated and ledger.exists() else b""
    old = {path: path.read_bytes() for path in changed}
    above = {folder for path in (*paths, ledger) for folder in path.parents if not folder.exists()}
    try:
        if dated:
            names = [path.relative_to(cards.parent).as_posix() for path in paths]
            write_atomically(ledger, import_mark(names).encode() + before)
        yield
    except BaseException:
        for path in paths:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        for path, data in old.items():
            restore_file(path, data)
        if before:
            restore_file(ledger, before)
        elif dated:
            ledger.unlink(missing_ok=True)
        for folder in sorted(above, key=lambda path: len(path.parts), reverse=True):
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise


def _write(files: Mapping[Path, bytes], media: Mapping[Path, Callable[[], bytes]]) -> Iterator[Path]:
    """Write the files of a project; gives each as it is written."""
    for path, read in media.items():
        write_atomically(path, read())
        yield path
    for path, data in files.items():
        write_atomically(path, data)
        yield path


def release_zero(deck: Deck, before: Before, ledger: Ledger, now: int) -> Ledger:
    """The ledger of a deck into which members' notes moved.

    A note counts as what deckgen makes of it, with the time that members know: so nothing of it changes for them until
    someone changes its source. What they were given is recorded as their package has it, and next as deckgen makes it:
    so it is built from now on.

    What is dated later than `now`, in seconds since 1970, counts as of now.
    """
    moved = tuple(note for note in deck.notes if note.guid in before.notes)
    types = {type_key(note) for note in moved}
    notes = {note.id: min(before.notes[note.guid], now) for note in moved}
    note_types = {t.id: min(before.note_types.get(t.id, now), now) for t in deck.note_types if type_key(t) in types}
    stamps = Stamps(max((*notes.values(), *note_types.values()), default=now), notes, note_types)
    stamping = Stamping(stamps, dict.fromkeys(notes, Change.NEW), frozenset(types), released=False)
    known = tuple(t for t in deck.note_types if type_key(t) in types)
    ours = deck._replace(notes=moved, note_types=known)
    zero = advance(ours, Ledger(), stamping, VERSION)
    last = ledger.last
    if last is None:
        ledger = zero._replace(given=(), tags={})
    else:
        joined = {
            key: replace(note, revision=last.version, since=last.version, partial=True)
            for key, note in zero.notes.items()
        }
        types_known = {**zero.note_types, **ledger.note_types}
        ledger = ledger._replace(notes={**joined, **ledger.notes}, note_types=types_known)
    by_id = {note_type.id: note_type for note_type in known}
    version = last.version if last else VERSION
    ledger = gift_of(ledger, version, held_in_package(before.package, by_id)).added_to(ledger)
    return gift_of(ledger, version, held_in(ours)).added_to(ledger)
