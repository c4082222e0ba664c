"""Clocks that would hide a fix: behind the last release, behind git, or set to an old `SOURCE_DATE_EPOCH`."""

from collections.abc import Iterator

from deckgen.anki.identity import FIRST_NOTE
from deckgen.model.diagnostics import Diagnostic, Finding, Severity, Span, finding, warning
from deckgen.release.content import Change
from deckgen.release.history import Repository
from deckgen.release.ledger import Ledger, timestamp
from deckgen.release.stamping import Stamping

_TOLERANCE = 600
"""Seconds by which the clocks of two machines may differ."""
_EARLIEST = FIRST_NOTE // 1_000
"""A release is no older than the ids of its notes."""


def clock_behind(now: int, last: int) -> Finding:
    """The error for a clock that is behind what has happened already."""
    return finding(
        "clock-behind",
        "the clock or SOURCE_DATE_EPOCH says {now}, but the deck knows of {last}, which is later",
        "set it right: a change that seems older than it is does not reach whoever wrote in the note since; "
        "if it is right, something was released by a clock that was ahead: wait until that time has passed",
        now=timestamp(now),
        last=timestamp(last),
    )


def clock_problems(
    stamping: Stamping, ledger: Ledger, clock: int, repository: Repository | None = None
) -> Iterator[Diagnostic]:
    """What speaks against what this machine's clock says; for a release, also what git knows.

    A clock behind the ledger is harmless while nothing changed, and an error where a change could not be stamped.
    """
    if ledger.latest_time > clock and not stamping.released:
        changed = stamping.note_types or not {Change.SOFT, Change.HARD}.isdisjoint(stamping.notes.values())
        severity = Severity.ERROR if changed else Severity.WARNING
        yield clock_behind(clock, ledger.latest_time).at(Span(ledger.path), severity)
    if repository is None:
        return
    earliest = max(_EARLIEST, repository.committed - _TOLERANCE)
    if clock < earliest:
        yield clock_behind(clock, earliest).at(Span(ledger.path))
    elif repository.shallow:
        yield warning(
            "shallow-history",
            "git has only the newest commits here, and may not know all releases",
            "fetch the others: git fetch --unshallow (in a workflow: fetch-depth: 0)",
        ).at(Span(ledger.path))
