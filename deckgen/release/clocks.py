"""Clocks that would hide a fix: behind the last release, behind git, or set to an old `SOURCE_DATE_EPOCH`."""

from deckgen.anki.identity import FIRST_NOTE
from deckgen.model.diagnostics import Diagnostic, Severity, Span, Text, finding, warning
from deckgen.release import LEDGER_NAME
from deckgen.release.content import Change
from deckgen.release.ledger import Ledger, timestamp
from deckgen.release.repository import Repository
from deckgen.release.stamping import Stamping

_TOLERANCE = 600
"""Seconds by which the clocks of two machines may differ."""
_EARLIEST = FIRST_NOTE // 1_000
"""A release is no older than the ids of its notes."""
_SET_RIGHT = "set it right: a release that seems older than it is does not reach whoever wrote in a note since"
_EARLIER: dict[str, Text] = {
    "commit": (
        "clock-behind.commit",
        "the clock or SOURCE_DATE_EPOCH says {now}, which is before git's last commit",
        _SET_RIGHT,
    ),
    "notes": (
        "clock-behind.notes",
        "the clock or SOURCE_DATE_EPOCH says {now}, which is before the notes' own ids",
        _SET_RIGHT,
    ),
}


def clock_problem(stamping: Stamping, ledger: Ledger, clock: int) -> tuple[Diagnostic, ...]:
    """A clock behind the ledger: harmless while nothing changed, an error where a change could not be stamped.

    Args:
        clock: What this machine's clock says, in seconds since 1970.
    """
    if stamping.released or ledger.latest_time <= clock:
        return ()
    span = Span(ledger.path or LEDGER_NAME)
    now, last = timestamp(clock), timestamp(ledger.latest_time)
    if stamping.note_types or not {Change.SOFT, Change.HARD}.isdisjoint(stamping.notes.values()):
        after = timestamp(ledger.latest_time + 1)
        return (
            finding(
                "clock-behind.change",
                "the clock says {now}, but the ledger holds {last}, which is later",
                "set the clock right; if it is right, the last release was made by a clock that was "
                "ahead: changes can be built from {next} on",
                now=now,
                last=last,
                next=after,
            ).at(span),
        )
    return (
        finding(
            "clock-behind.ledger",
            "the clock says {now}, but the ledger holds {last}, which is later",
            "set the clock right before you release",
            now=now,
            last=last,
        ).at(span, Severity.WARNING),
    )


def release_clock_problems(ledger: Ledger, known: Repository, clock: int) -> tuple[Diagnostic, ...]:
    """What speaks against a release's time, and against what is known of earlier ones."""
    span = Span(ledger.path or LEDGER_NAME)
    if clock < max(_EARLIEST, known.committed - _TOLERANCE):
        than = "commit" if known.committed > _EARLIEST else "notes"
        return (finding(*_EARLIER[than], now=timestamp(clock)).at(span),)
    if known.shallow:
        return (
            warning(
                "shallow-history",
                "git has only the newest commits here, and may not know all releases",
                "fetch the others: git fetch --unshallow (in a workflow: fetch-depth: 0)",
            ).at(span),
        )
    return ()


def too_soon(ledger: Ledger, now: int) -> Diagnostic:
    """The error for a release whose time has not come, by this machine's clock."""
    return finding(
        "clock-behind.soon",
        "the last release was made at {last}, which this machine's clock has not passed yet",
        "wait a moment if you have just released; else set the clock right",
        last=timestamp(now - 1),
    ).at(Span(ledger.path))
