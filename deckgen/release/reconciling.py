"""The ledger against what git knows: it never goes backward, whatever was reverted, merged or checked out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen.diagnostics import Severity, Span, found
from deckgen.release.reading import parse_ledger, read_ledger
from deckgen.release.repository import read_repository
from deckgen.release.uniting import missing_releases, not_held, unite

if TYPE_CHECKING:
    from pathlib import Path

    from deckgen.diagnostics import Diagnostic
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
    _, said = reconcile(ledger, deck_id, read_repository(cards))
    return tuple(diagnostic._replace(severity=Severity.WARNING) for diagnostic in said)


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
    said = [_lost(ledger, missing_releases(ledger, united))] if others else []
    for name, text in known.elsewhere:
        other, _ = parse_ledger(text)
        missing = missing_releases(united, other) if other.deck == deck_id else ()
        if missing:
            said.append(_elsewhere(ledger, name, missing))
    return united, tuple(said)


def _lost(ledger: Ledger, releases: tuple[Release, ...]) -> Diagnostic:
    if not releases:
        return found(Span(ledger.path), "release-lost", "lines")
    return found(Span(ledger.path), "release-lost", "releases", n=len(releases), names=_names(releases))


def _elsewhere(ledger: Ledger, name: str, releases: tuple[Release, ...]) -> Diagnostic:
    names = _names(releases)
    return found(Span(ledger.path), "released-elsewhere", branch=name, n=len(releases), names=names)


def _names(releases: tuple[Release, ...]) -> str:
    names = [release.version for release in releases]
    return ", ".join(names[:_FEW] if len(names) <= _FEW else [*names[:_FEW], "…"])
