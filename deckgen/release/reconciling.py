"""The ledger against what git knows: it never goes backward, whatever was reverted, merged or checked out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from deckgen.diagnostics import Diagnostic, Severity, Span
from deckgen.release.reading import parse_ledger, read_ledger
from deckgen.release.repository import read_repository
from deckgen.release.uniting import missing_releases, not_held, unite

if TYPE_CHECKING:
    from pathlib import Path

    from deckgen.release.ledger import Ledger, Release
    from deckgen.release.repository import Repository

_FEW = 3


def known_problems(cards: Path, deck_id: str) -> tuple[Diagnostic, ...]:
    """What git says against a cards folder's ledger, as warnings: an author may well work behind another branch.

    Args:
        cards: The cards folder.
        deck_id: The deck's id.
    """
    ledger, problems = read_ledger(cards)
    if problems:
        return ()
    _, found = reconcile(ledger, deck_id, read_repository(cards))
    return tuple(replace(diagnostic, severity=Severity.WARNING) for diagnostic in found)


def reconcile(ledger: Ledger, deck_id: str, known: Repository) -> tuple[Ledger, tuple[Diagnostic, ...]]:
    """Unite a ledger with all that led to this commit, and tell of releases elsewhere.

    Args:
        ledger: As the cards folder has it; empty where it has none.
        deck_id: The deck's id; ledgers of other decks do not count.
        known: What git knows.

    Returns:
        What members may have, and what is to be said: a warning where a release was reverted or lost, an error where a
        branch or tag that is not merged has one.
    """
    read = (parse_ledger(text)[0] for text in known.history)
    others = not_held(ledger, [other for other in read if other.deck == deck_id])
    united = unite(ledger, others)
    found = [_lost(ledger, missing_releases(ledger, united))] if others else []
    for name, text in known.elsewhere:
        other, _ = parse_ledger(text)
        missing = missing_releases(united, other) if other.deck == deck_id else ()
        if missing:
            found.append(_elsewhere(ledger, name, missing))
    return united, tuple(found)


def _lost(ledger: Ledger, releases: tuple[Release, ...]) -> Diagnostic:
    if releases:
        what = f"{_names(releases)} in git's history, and not in the ledger: reverted, or lost in a merge"
    else:
        what = "git's history has notes that the ledger lacks, or with later times: lines were lost"
    hint = "the next release brings what differs to whoever has it; release when the cards are right"
    return Diagnostic(Span(ledger.path), "release-lost", what, hint, Severity.WARNING)


def _elsewhere(ledger: Ledger, name: str, releases: tuple[Release, ...]) -> Diagnostic:
    message = f"'{name}' has released on its own: {_names(releases)} there, and not here"
    hint = (
        f"members may have it, so do not release without it: merge it (git merge {name}) and run 'deckgen ledger' "
        "where git finds a conflict; if nobody has it, delete that branch or tag"
    )
    return Diagnostic(Span(ledger.path), "released-elsewhere", message, hint)


def _names(releases: tuple[Release, ...]) -> str:
    names = [release.version for release in releases]
    shown = ", ".join(names[:_FEW]) + (f" and {len(names) - _FEW} more" if len(names) > _FEW else "")
    return f"release {shown} is" if len(names) == 1 else f"releases {shown} are"
