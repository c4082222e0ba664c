"""Clocks that would hide a fix: behind the last release, behind git, or set to an old `SOURCE_DATE_EPOCH`."""

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


def clock_problem(stamping: Stamping, ledger: Ledger, clock: int) -> tuple[Diagnostic, ...]:
    """A clock behind the ledger: harmless while nothing changed, an error where a change could not be stamped.

    `clock` is what this machine's clock says, in seconds since 1970.
    """
    if stamping.released or ledger.latest_time <= clock:
        return ()
    changed = stamping.note_types or not {Change.SOFT, Change.HARD}.isdisjoint(stamping.notes.values())
    severity = Severity.ERROR if changed else Severity.WARNING
    return (clock_behind(clock, ledger.latest_time).at(Span(ledger.path), severity),)


def release_clock_problems(ledger: Ledger, known: Repository, clock: int) -> tuple[Diagnostic, ...]:
    """What speaks against a release's time, and against what is known of earlier ones."""
    earliest = max(_EARLIEST, known.committed - _TOLERANCE)
    if clock < earliest:
        return (clock_behind(clock, earliest).at(Span(ledger.path)),)
    if known.shallow:
        return (
            warning(
                "shallow-history",
                "git has only the newest commits here, and may not know all releases",
                "fetch the others: git fetch --unshallow (in a workflow: fetch-depth: 0)",
            ).at(Span(ledger.path)),
        )
    return ()
