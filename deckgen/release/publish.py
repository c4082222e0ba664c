"""A release: planned in memory, then written."""

import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from deckgen._version import __version__
from deckgen.anki.package import Stamps, write_package
from deckgen.model import Deck
from deckgen.model.diagnostics import DeckgenError, Diagnostic, Span, has_errors
from deckgen.release import LEDGER_NAME
from deckgen.release.building import described
from deckgen.release.changes import Changes, changes_of, hidden_by_again, released_content
from deckgen.release.content import arrangement_hash, card_hashes, content_of, note_type_hash, subdeck_of, type_key
from deckgen.release.given import Gift, gift_of, held_in
from deckgen.release.harm import harm_problems
from deckgen.release.history import in_order, read_known
from deckgen.release.history_checks import clock_problems, early_clock, history_problems
from deckgen.release.ledger import Ledger, Release, ReleasedNote, released_type
from deckgen.release.ledger_file import format_ledger
from deckgen.release.local_builds import read_record
from deckgen.release.notes import release_notes
from deckgen.release.stamping import Stamping, revisions, stamp_deck, with_revisions
from deckgen.release.versions import checked_version, next_version
from deckgen.release.witnesses import NOTES_FOLDER, witness_problems
from deckgen.system.clock import build_time, wall_clock
from deckgen.system.files import display_path, open_atomically, product_path, restore_file, write_atomically
from deckgen.system.inputs import refuse_outside


@dataclass(frozen=True, slots=True)
class ReleasePlan:
    """A release, ready to write."""

    version: str
    changes: Changes
    deck: Deck
    """With the revisions filled in."""
    stamps: Stamps
    package_path: Path
    notes: str
    notes_paths: tuple[Path, Path]
    """Next to the package, and in the cards folder, to be committed."""
    ledger: Ledger
    """As it will be."""
    ledger_path: Path


def plan_release(
    cards: Path, deck: Deck, version: str | None = None
) -> tuple[ReleasePlan | None, tuple[Diagnostic, ...]]:
    """Work a release out, without writing anything.

    Args:
        deck: What was loaded from it, without errors.
        version: The release's name; by default the next after the last, or the date.

    Returns:
        The plan, and what the deck's history forbids or members should know. No plan where there is an error, or
        nothing to release.

    Raises:
        DeckgenError: The version is taken or no good, or a file is in the way.
    """
    known = read_known(cards, deck.config.id)
    if known.harm:
        return None, known.harm
    last, clock = known.ledger.last, build_time()
    now = max(clock, last.time + 1 if last else 0)
    builds = read_record(cards, deck)
    stamping = stamp_deck(deck, known.ledger, builds, now, release=True)
    ledger = stamping.ledger
    found = (
        *known.said,
        *witness_problems(cards, deck, known.ledger, releasing=True),
        *history_problems(stamping),
        *harm_problems(stamping),
        *clock_problems(stamping, clock, known.repository),
        *hidden_by_again(stamping),
    )
    if has_errors(found):
        return None, found
    previous = product_path(cards, deck.config.file or ledger.name, ".apkg", last.version if last else "")
    changes = changes_of(stamping, released_content(cards, previous))
    if changes.empty:
        return None, found
    if now > wall_clock():
        return None, (*found, early_clock(wall_clock(), now).at(Span(ledger.path)))
    name = next_version(ledger, _local_date(now)) if version is None else checked_version(version, ledger)
    path = product_path(cards, deck.config.file_name, ".apkg", name)
    after = advance(stamping, name, builds.gift)
    assert after.last is not None  # noqa: S101 - it was just added
    plan = ReleasePlan(
        version=name,
        changes=changes,
        deck=described(with_revisions(stamping, name), after.last),
        stamps=stamping.stamps,
        package_path=path,
        notes=release_notes(stamping.deck, ledger, changes, after.last, path.name),
        notes_paths=(path.with_suffix(".md"), cards / NOTES_FOLDER / f"{name}.md"),
        ledger=after,
        ledger_path=cards / LEDGER_NAME,
    )
    _refuse_what_is_there(plan)
    return plan, found


def publish(plan: ReleasePlan) -> None:
    """Write a release: its notes, the ledger, and last the package, whole by then, under its name.

    With the ledger the release is made: `deckgen build` makes its package again. So where this ends before there is a
    package, all is taken back; where the process is killed, no one has a package that the ledger does not know.

    Raises:
        DeckgenError: A file cannot be written; all is as it was.
    """
    before = plan.ledger_path.read_bytes() if plan.ledger_path.exists() else None
    shared, committed = plan.notes_paths
    try:
        with open_atomically(plan.package_path) as file:
            write_package(plan.deck, file, plan.stamps)
            write_atomically(committed, plan.notes.encode())
            write_atomically(plan.ledger_path, format_ledger(plan.ledger).encode())
            write_atomically(shared, plan.notes.encode())
    except BaseException:  # Ctrl-C, too
        if not plan.package_path.exists():
            for path in plan.notes_paths:
                with contextlib.suppress(OSError):  # what stopped the release says more
                    path.unlink(missing_ok=True)
            if before is not None:
                restore_file(plan.ledger_path, before)
            else:
                plan.ledger_path.unlink(missing_ok=True)
        raise


def _refuse_what_is_there(plan: ReleasePlan) -> None:
    folder = plan.notes_paths[-1].parent
    refuse_outside(folder, folder.parent)
    for path in (plan.package_path, *plan.notes_paths):
        if path.exists():
            raise DeckgenError(
                "not-replaced.release",
                "'{path}' already exists",
                "no release in the ledger made it: move it away, or choose another --version",
                path=display_path(path),
            )


def advance(stamping: Stamping, version: str, drafts: Gift | None = None) -> Ledger:
    """The ledger after a release, and after the drafts that this machine built since the last one."""
    deck, ledger = stamping.deck, stamping.ledger
    notes = {key: replace(note, retired=note.retired or version, partial=False) for key, note in ledger.notes.items()}
    types = deck.types
    revised = revisions(stamping, version)
    for note in deck.notes:
        note_type = types[type_key(note)]
        kind, shape = type_key(note)
        recorded = ledger.notes.get(note.id)
        notes[note.id] = ReleasedNote(
            id=note.id,
            guid=note.guid,
            kind=kind,
            shape=shape,
            content=content_of(note, note_type, note.source),
            mod=stamping.stamps.notes[note.id],
            revision=revised[note.id],
            since=recorded.since if recorded else version,
            title=note.title,
            subdeck=subdeck_of(deck, note),
            cards=card_hashes(note, note_type),
        )
    looks = {
        key: released_type(note_type, note_type_hash(note_type), stamping.stamps.note_types[note_type.id])
        for key, note_type in types.items()
    }
    now = stamping.stamps.default
    released = {note.guid for note in notes.values()}  # another may still become a note of another type
    drafted = ledger
    if drafts:
        lines = tuple(line for line in drafts.lines if line.of in released or isinstance(line.of, int))
        drafted = replace(drafts, lines=lines).added_to(ledger)
    given = gift_of(drafted, version, held_in(deck)).added_to(drafted)
    after = replace(
        given,
        deck=deck.config.id,
        name=deck.config.name,
        releases=(*ledger.releases, Release(version, now, arrangement_hash(deck), _local_date(now))),
        note_types={**ledger.note_types, **looks},
        notes=notes,
        written_by=__version__,
    )
    return in_order(after)


def _local_date(seconds: int) -> str:
    """The day where the author is, as `2026-11-24`."""
    return datetime.fromtimestamp(seconds, UTC).astimezone().strftime("%Y-%m-%d")
