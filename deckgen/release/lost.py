"""A ledger that is gone, though git has it: without it every note would be new, and overwrite what members wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen.model.diagnostics import Span, finding
from deckgen.release import LEDGER_NAME
from deckgen.system.files import display_path
from deckgen.system.git import has_committed

if TYPE_CHECKING:
    from pathlib import Path

    from deckgen.model.diagnostics import Diagnostic


def lost_ledger(cards: Path) -> tuple[Diagnostic, ...]:
    """An error where the folder has no ledger, but its last commit has one.

    Args:
        cards: The cards folder, without a ledger.
    """
    path = cards / LEDGER_NAME
    if not has_committed(path):
        return ()
    name = display_path(path)
    return (
        finding(
            "lost-ledger",
            "the record of what members have is gone, and git has it",
            "get it back: git checkout HEAD -- {path}; only for a new deck of its own, commit that it is deleted",
            path=name,
        ).at(Span(name)),
    )
