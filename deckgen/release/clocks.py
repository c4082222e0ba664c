"""Clocks that would hide a fix: behind the last release, behind git, or set to an old `SOURCE_DATE_EPOCH`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen.anki.identity import FIRST_NOTE
from deckgen.diagnostics import Diagnostic, Severity, Span
from deckgen.release import LEDGER_NAME
from deckgen.release.content import Change
from deckgen.release.ledger import Ledger, timestamp

if TYPE_CHECKING:
    from deckgen.release.repository import Repository
    from deckgen.release.stamping import Stamping

_TOLERANCE = 600
"""Seconds by which the clocks of two machines may differ."""
_EARLIEST = FIRST_NOTE // 1_000
"""A release is no older than the ids of its notes."""


def clock_problem(stamping: Stamping, ledger: Ledger, clock: int) -> tuple[Diagnostic, ...]:
    """A clock behind the ledger: harmless while nothing changed, an error where a change could not be stamped.

    Args:
        stamping: The times of a build.
        ledger: What members have.
        clock: What this machine's clock says, in seconds since 1970.
    """
    if stamping.released or ledger.latest_time <= clock:
        return ()
    message = f"the clock says {timestamp(clock)}, but the ledger holds {timestamp(ledger.latest_time)}, which is later"
    span = Span(ledger.path or LEDGER_NAME)
    if stamping.note_types or not {Change.SOFT, Change.HARD}.isdisjoint(stamping.notes.values()):
        hint = (
            "set the clock right; if it is right, the last release was made by a clock that was ahead: "
            f"changes can be built from {timestamp(ledger.latest_time + 1)} on"
        )
        return (Diagnostic(span, "clock-behind", message, hint),)
    return (Diagnostic(span, "clock-behind", message, "set the clock right before you release", Severity.WARNING),)


def release_clock_problems(ledger: Ledger, known: Repository, clock: int) -> tuple[Diagnostic, ...]:
    """What speaks against a release's time, and against what is known of earlier ones.

    Args:
        ledger: What members have.
        known: What git knows.
        clock: The time that the release would get.
    """
    span = Span(ledger.path or LEDGER_NAME)
    if clock < max(_EARLIEST, known.committed - _TOLERANCE):
        than = "git's last commit" if known.committed > _EARLIEST else "the notes' own ids"
        message = f"the clock or SOURCE_DATE_EPOCH says {timestamp(clock)}, which is before {than}"
        hint = "set it right: a release that seems older than it is does not reach whoever wrote in a note since"
        return (Diagnostic(span, "clock-behind", message, hint),)
    if known.shallow:
        message = "git has only the newest commits here, and may not know all releases"
        hint = "fetch the others: git fetch --unshallow (in a workflow: fetch-depth: 0)"
        return (Diagnostic(span, "shallow-history", message, hint, Severity.WARNING),)
    return ()


def too_soon(ledger: Ledger, now: int) -> Diagnostic:
    """The error for a release whose time has not come, by this machine's clock."""
    message = f"the last release was made at {timestamp(now - 1)}, which this machine's clock has not passed yet"
    hint = "wait a moment if you have just released; else set the clock right"
    return Diagnostic(Span(ledger.path), "clock-behind", message, hint)
