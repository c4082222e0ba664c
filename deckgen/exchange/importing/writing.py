"""An import written whole or not at all: where it stops, its files go again; where it is killed, the ledger says so.

A deck's cards without what members have of them would be new at the next release, and replace what members wrote. So
the ledger comes first: it begins with a line that no build or release goes past, until what members have is in it.
"""

import contextlib
import dataclasses
import os
import sys
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType

from msgspec.structs import replace

from deckgen.anki.package import Stamps
from deckgen.exchange.draft import REPORT, Before, Draft, DraftSection
from deckgen.exchange.draft_check import check_section
from deckgen.exchange.draft_files import Existing, card_files, deck_has_errors
from deckgen.exchange.importing.again import RECORD
from deckgen.exchange.scaffold import refuse_taken
from deckgen.model import Deck
from deckgen.model.diagnostics import DeckgenError, Diagnostic, has_errors
from deckgen.pipeline import KeptParts, Part
from deckgen.pipeline.load import load, read_environment
from deckgen.release import LEDGER_NAME
from deckgen.release.content import Change, type_key
from deckgen.release.given import gift_of, held_in, held_in_package
from deckgen.release.ledger import Ledger
from deckgen.release.ledger_file import format_ledger, import_mark, read_ledger
from deckgen.release.publish import advance
from deckgen.release.stamping import Stamping
from deckgen.sources.card_reader import MAX_CARDS
from deckgen.system.clock import wall_clock
from deckgen.system.files import display_path, restore_file, write_atomically

VERSION = "0"
_MANY = 50
"""Files for each of which to wait for the disk: a few milliseconds; for more, once for all of them."""


def write_import(
    draft: Draft,
    cards: Path,
    existing: Existing,
    settings: Mapping[Path, bytes],
    *,
    besides: Callable[[Draft], Mapping[Path, bytes]],
    changed: Mapping[Path, bytes] = MappingProxyType({}),
    homes: Mapping[str, Path] = MappingProxyType({}),
    show: Callable[[Sequence[Diagnostic]], None] = lambda _: None,
    progress: Callable[[str, int, int], None] = lambda _stage, _done, _total: None,
) -> tuple[Draft, tuple[Path, ...], Deck]:
    """Write a draft whose cards have their ids, but for those that the deck refuses; record what members have of it.

    Args:
        existing: What is in the cards folder.
        settings: The files of a new project that hold no card.
        besides: What else to write once it is known which cards there are: the report, and what the source said.
        changed: Card files that were there, as they become.
        homes: The card file of a category that takes its new cards, too, where it can.

    Returns:
        The draft without the cards that were refused, its card files, and the deck.

    Raises:
        DeckgenError: A file is in the way, the deck has errors, or it refuses all cards.
    """
    ledger, problems = read_ledger(cards) if cards.exists() else (Ledger(), ())
    if problems:
        show(problems)
        raise deck_has_errors(cards)
    files = card_files(cards, draft, existing)
    before = draft.before if draft.before is not None and draft.before.note_types else None
    media = {cards / "media" / name: read for name, read in draft.media.items()}
    kinds = draft.before.kinds if draft.before is not None else {}
    texts = {**settings, **{cards / "kinds" / path: text.encode() for path, text in kinds.items()}}
    new = (*media, *texts, *files)
    with _whole(new, [*changed, *homes.values(), cards.parent / REPORT, cards / RECORD, cards / LEDGER_NAME]):
        if before is not None:
            names = [path.relative_to(cards.parent).as_posix() for path in new]
            old = (cards / LEDGER_NAME).read_bytes() if (cards / LEDGER_NAME).exists() else b""
            write_atomically(cards / LEDGER_NAME, import_mark(names).encode() + old)
        once = len(media) > _MANY and sys.platform == "linux"  # Windows has no sync, elsewhere it only begins one
        for done, (path, read) in enumerate(media.items()):
            progress("write", done, len(new))
            write_atomically(path, read(), sync=not once)
        if once:
            os.sync()
        _write({**texts, **changed})
        parts = KeptParts()
        draft, written = _write_cards(cards, draft, files, homes, parts)
        _write(besides(draft))
        deck, diagnostics = load(cards, progress=progress, kept=parts)
        errors = [diagnostic for diagnostic in diagnostics if diagnostic.is_error]
        if files and not (written or changed):
            errors += [remark.why for remark in draft.remarks if isinstance(remark.why, Diagnostic)]
        if errors:
            show(errors)
            raise DeckgenError(
                "cannot-import.errors",
                "the imported cards would have errors in this deck",
                "nothing was written; import into a folder of its own, or change the deck's rules in deck.yaml",
            )
        if before is not None:
            moved = release_zero(deck, before, ledger, wall_clock())
            write_atomically(cards / LEDGER_NAME, format_ledger(moved).encode())
    return draft, written, deck


def _write(files: Mapping[Path, bytes]) -> None:
    for path, data in files.items():
        write_atomically(path, data)


def _write_cards(
    cards: Path, draft: Draft, files: Mapping[Path, DraftSection], homes: Mapping[str, Path], parts: KeptParts
) -> tuple[Draft, tuple[Path, ...]]:
    """Write card files without what the deck would refuse, which is in the report then."""
    environment, _, _ = read_environment(cards)
    digest = environment.digest

    def compiled(path: Path, text: str) -> Part:
        return parts.part(text.encode(), unicodedata.normalize("NFC", display_path(path)), environment, digest)

    def read(home: Path, text: str) -> list[tuple[str, str, str]]:
        entries = ((entry.id, entry.note) for entry in compiled(home, text).entries)
        return [(id_, note.category, note.source) if note else (id_, "", "") for id_, note in entries]

    def grown(home: Path, text: str) -> str:
        """A card file with more cards at its end; empty where it would not read as both do."""
        old = home.read_bytes().decode()
        _, _, added = text.partition("cards:\n")
        more = old.rstrip() + f"\n\n{added}".replace("\n", "\r\n" if "\r\n" in old else "\n")
        wanted = [*read(home, old), *read(home, text)]
        fits = read(home, more) == wanted and len(wanted) <= MAX_CARDS
        return more if fits and not has_errors(compiled(home, more).diagnostics) else ""

    remarks = [*draft.remarks]
    written: dict[Path, DraftSection] = {}
    for path, section in files.items():
        checked, text, refused = check_section(section, partial(compiled, path))
        remarks += refused
        if checked.cards:
            home = homes.get(checked.name)
            more = grown(home, text) if home else ""
            target = home if home and more else path
            before = written[target].cards if target in written else ()
            written[target] = dataclasses.replace(checked, cards=(*before, *checked.cards))
            write_atomically(target, (more or text).encode())
    return dataclasses.replace(draft, sections=tuple(written.values()), remarks=tuple(remarks)), tuple(written)


@contextlib.contextmanager
def _whole(new: Collection[Path], changed: Collection[Path]) -> Iterator[None]:
    """Take back what is written inside where it ends in any error, or by Ctrl-C.

    Nothing is written where one of the new files is there already; those that change need not be there.
    """
    refuse_taken(new)
    old = {path: path.read_bytes() for path in changed if path.exists()}
    above = {folder for path in (*new, *changed) for folder in path.parents if not folder.exists()}
    try:
        yield
    except BaseException:
        for path in (*new, *changed):
            if path not in old:
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)
        for path, data in old.items():
            restore_file(path, data)
        for folder in sorted(above, key=lambda path: len(path.parts), reverse=True):
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise


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
    known = tuple(t for t in deck.note_types if type_key(t) in types)
    ours = replace(deck, notes=moved, note_types=known)
    new = dict.fromkeys(notes, Change.NEW)
    zero = advance(Stamping(ours, Ledger(), stamps, new, frozenset(types), released=False), VERSION)
    last = ledger.last
    if last is None:
        ledger = replace(zero, given=(), tags={})
    else:
        joined = {
            key: replace(note, revision=last.version, since=last.version, partial=True)
            for key, note in zero.notes.items()
        }
        types_known = {**zero.note_types, **ledger.note_types}
        ledger = replace(ledger, notes={**joined, **ledger.notes}, note_types=types_known)
    by_id = {note_type.id: note_type for note_type in known}
    version = last.version if last else VERSION
    ledger = gift_of(ledger, version, held_in_package(before.package, by_id)).added_to(ledger)
    return gift_of(ledger, version, held_in(ours)).added_to(ledger)
