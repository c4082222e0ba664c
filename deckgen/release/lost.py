"""A ledger that is gone, though git has it: without it every note would be new, and overwrite what members wrote."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from deckgen.diagnostics import Diagnostic, Span
from deckgen.files import display_path
from deckgen.release import LEDGER_NAME

if TYPE_CHECKING:
    from pathlib import Path


def lost_ledger(cards: Path) -> tuple[Diagnostic, ...]:
    """An error where the folder has no ledger, but its last commit has one.

    Args:
        cards: The cards folder, without a ledger.
    """
    folder = cards.resolve()
    # not Path.exists, which raises where a folder above cannot be looked into
    if not any(os.path.exists(parent / ".git") for parent in (folder, *folder.parents)):  # noqa: PTH110
        return ()
    from deckgen.differences.git import committed  # noqa: PLC0415 - only a repository needs git

    path = cards / LEDGER_NAME
    if not committed(path):
        return ()
    name = display_path(path)
    message = "the record of what members have is gone, and git has it"
    hint = f"get it back: git checkout HEAD -- {name}; only for a new deck of its own, commit that it is deleted"
    return (Diagnostic(Span(name), "lost-ledger", message, hint),)
