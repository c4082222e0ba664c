"""The ledger against what git knows: it never goes backward, whatever was reverted, merged or checked out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen.model.diagnostics import DeckgenError, Severity, Span, finding, warning
from deckgen.release.reading import parse_ledger, read_ledger
from deckgen.release.repository import read_repository
from deckgen.release.uniting import missing_releases, not_held, unite

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from deckgen.model.diagnostics import Diagnostic
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
    try:
        known = read_repository(cards)
    except DeckgenError as error:
        return (error.at(Span(ledger.path))._replace(severity=Severity.WARNING),)
    _, said = reconcile(ledger, deck_id, known)
    return tuple(diagnostic._replace(severity=Severity.WARNING) for diagnostic in said)


def reconcile(ledger: Ledger, deck_id: str, known: Repository) -> tuple[Ledger, tuple[Diagnostic, ...]]:
    """Unite a ledger with all that led to this commit, and tell of releases elsewhere.

    Args:
        ledger: As the cards folder has it; empty where it has none.
        deck_id: The deck's id; ledgers of other decks do not count.
        known: What git knows.

    Returns:
        What members may have, and what is to be said: a warning where a release was reverted or lost, an error where
        branches or tags that are not merged have one.
    """
    read = (parse_ledger(text)[0] for text in known.history)
    others = not_held(ledger, [other for other in read if other.deck == deck_id])
    united = unite(ledger, others)
    said = [_lost(ledger, missing_releases(ledger, united))] if others else []
    led = ((name, parse_ledger(text)[0]) for name, text in known.elsewhere)
    missed = [(name, missing_releases(united, other)) for name, other in led if other.deck == deck_id]
    said += [_elsewhere(ledger, names, releases) for names, releases in _told_once(missed)]
    return united, tuple(said)


def _told_once(missed: Iterable[tuple[str, tuple[Release, ...]]]) -> Iterator[tuple[list[str], tuple[Release, ...]]]:
    """Branches and tags with what they have released, those together that have no more than another of them."""
    told: list[tuple[list[str], tuple[Release, ...]]] = []
    for name, releases in sorted(missed, key=lambda each: len(each[1]), reverse=True):
        holding = [names for names, more in told if set(releases) <= set(more)]
        for names in holding:
            names.append(name)
        if releases and not holding:
            told.append(([name], releases))
    yield from told


def _lost(ledger: Ledger, releases: tuple[Release, ...]) -> Diagnostic:
    if not releases:
        return warning(
            "release-lost.lines",
            "git's history has notes that the ledger lacks, or with later times: lines were lost",
            "the next release brings what differs to whoever has it; release when the cards are right",
        ).at(Span(ledger.path))
    return warning(
        "release-lost.releases",
        "release{n:!|s} {names} {n:!is|are} in git's history, and not in the ledger: reverted, or lost in a merge",
        "the next release brings what differs to whoever has it; release when the cards are right",
        n=len(releases),
        names=_names(releases),
    ).at(Span(ledger.path))


def _elsewhere(ledger: Ledger, refs: list[str], releases: tuple[Release, ...]) -> Diagnostic:
    branches = _few([f"'{name}'" for name in refs])
    said = {"branch": refs[0], "branches": branches, "names": _names(releases)}
    return finding(
        "released-elsewhere",
        "release{n:!|s} {names} {n:!was|were} made elsewhere, in {branches}, and {n:!is|are} not here",
        "members may have it, so do not release without it: merge it (git merge {branch}) and "
        "run 'deckgen release --repair' where git finds a conflict; if nobody has it, delete "
        "each such branch and tag",
        n=len(releases),
        **said,
    ).at(Span(ledger.path))


def _names(releases: tuple[Release, ...]) -> str:
    return _few([release.version for release in releases])


def _few(names: list[str]) -> str:
    return ", ".join(names if len(names) <= _FEW else [*names[:_FEW], "…"])
