"""A release: planned in memory, then written, the ledger last."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deckgen.anki.package import write_package
from deckgen.model.diagnostics import DeckgenError, has_errors
from deckgen.release import LEDGER_NAME
from deckgen.release.advancing import advance
from deckgen.release.changes import Changes, changes_of, hard_ids, released_notes
from deckgen.release.clocks import clock_problem, release_clock_problems, too_soon
from deckgen.release.harm import harm_problems
from deckgen.release.history import history_problems, retirement_problem
from deckgen.release.ledger import Ledger, format_ledger
from deckgen.release.names import with_released_names
from deckgen.release.notes import Edition, local_date, release_notes
from deckgen.release.reading import read_ledger
from deckgen.release.reconciling import reconcile
from deckgen.release.record import read_record
from deckgen.release.repository import read_repository
from deckgen.release.revisions import with_revisions
from deckgen.release.stamping import stamp_release
from deckgen.release.versions import checked_version, next_version
from deckgen.system.clock import build_time, wall_clock
from deckgen.system.files import display_path, product_path, write_atomically, writing

if TYPE_CHECKING:
    from pathlib import Path

    from deckgen.anki.package import Stamps
    from deckgen.model import Deck
    from deckgen.model.diagnostics import Diagnostic


NOTES_FOLDER = "releases"
"""Below the cards folder: the notes of each release, for whoever joins later, and for the site."""


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
    notes_paths: tuple[Path, ...]
    """Beside the package, and in the cards folder, to be committed."""
    ledger: Ledger
    """As it will be."""
    ledger_path: Path


def plan_release(
    cards: Path, deck: Deck, version: str | None = None, output: Path | None = None
) -> tuple[ReleasePlan | None, tuple[Diagnostic, ...]]:
    """Work a release out, without writing anything.

    Args:
        cards: The cards folder.
        deck: What was loaded from it, without errors.
        version: The release's name; by default the next after the last, or the date.
        output: The package's file; `output/NAME-VERSION.apkg` by default.

    Returns:
        The plan, and what the deck's history forbids or members should be told. No plan where there is an error, or
        nothing to release.

    Raises:
        DeckgenError: The version is taken or no good, or a file is in the way.
    """
    ledger, problems = read_ledger(cards)
    if problems:
        return None, problems
    known = read_repository(cards)
    recorded = ledger
    ledger, found = reconcile(recorded, deck.config.id, known)
    deck = with_released_names(deck, ledger)
    last, clock = ledger.last, build_time()
    now = max(clock, last.time + 1 if last else 0)
    stamping = stamp_release(deck, ledger, read_record(cards, deck.config.id), now)
    found = (
        *found,
        *history_problems(deck, ledger),
        *harm_problems(deck, ledger, stamping),
        *clock_problem(stamping, ledger, clock),
        *release_clock_problems(ledger, known, clock),
    )
    if has_errors(found):
        return None, found
    previous = product_path(cards, ledger.name, ".apkg", last.version) if last else product_path(cards, "", ".apkg")
    words = released_notes(cards, deck, ledger, hard_ids(ledger, stamping), previous)
    changes = changes_of(deck, ledger, stamping, words, united=ledger is not recorded)
    if changes.empty:
        return None, found
    if now > wall_clock():
        return None, (*found, too_soon(ledger, now))
    found = (*found, *retirement_problem(len(changes.retired), ledger))
    name = next_version(ledger, local_date(now), known.tags) if version is None else ""
    name = name or checked_version(version or "", ledger, known.tags)
    path = output or product_path(cards, deck.config.name, ".apkg", name)
    plan = ReleasePlan(
        version=name,
        changes=changes,
        deck=with_revisions(deck, ledger, stamping.notes, name),
        stamps=stamping.stamps,
        package_path=path,
        notes=release_notes(deck, ledger, changes, Edition(name, now, path.name)),
        notes_paths=(path.with_suffix(".md"), cards / NOTES_FOLDER / f"{name}.md"),
        ledger=advance(deck, ledger, stamping, name),
        ledger_path=cards / LEDGER_NAME,
    )
    _refuse_what_is_there(plan)
    return plan, found


def publish(plan: ReleasePlan) -> None:
    """Write a release: the package, its notes, and last the ledger. If one fails, what was new is taken back.

    Raises:
        DeckgenError: A file cannot be written; the ledger is as it was.
    """
    new = [path for path in (plan.package_path, *plan.notes_paths) if not path.exists()]
    ledger = format_ledger(plan.ledger).encode()
    try:
        with writing(plan.package_path) as file:
            write_package(plan.deck, file, plan.stamps)
        for path in plan.notes_paths:
            write_atomically(path, plan.notes.encode())
        write_atomically(plan.ledger_path, ledger)
    except BaseException:  # Ctrl-C too must not leave a package that no ledger knows, nor take one that it knows
        if not (plan.ledger_path.exists() and plan.ledger_path.read_bytes() == ledger):
            for path in new:
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)
        raise


def _refuse_what_is_there(plan: ReleasePlan) -> None:
    for path in (plan.package_path, *plan.notes_paths):
        if path.exists():
            raise DeckgenError(
                "not-replaced.release",
                "'{path}' already exists",
                "no release in the ledger made it: move it away, or choose another --version or -o FILE",
                path=display_path(path),
            )
