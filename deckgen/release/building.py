"""The modification times of a build: what `deckgen build` needs of releases, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen.anki.package import Stamps
from deckgen.clock import build_time, wall_clock
from deckgen.release import LEDGER_NAME
from deckgen.release.lost import lost_ledger

if TYPE_CHECKING:
    from pathlib import Path

    from deckgen.diagnostics import Diagnostic
    from deckgen.model import Deck


def recorded_stamps(cards: Path, deck: Deck) -> tuple[Stamps, tuple[Diagnostic, ...]]:
    """The modification times of a build of a cards folder now; see `stamps_for`.

    Args:
        cards: The cards folder, for its ledger.
        deck: What was loaded from it.

    Returns:
        The stamps, and what the deck's history forbids or members should be told; with an error among it, the deck must
        not be written: members would lose their edits, or never see a change.

    Raises:
        DeckgenError: `SOURCE_DATE_EPOCH` is no number.
    """
    now = build_time()
    if not (cards / LEDGER_NAME).exists():
        return Stamps(now), lost_ledger(cards)
    from deckgen.release.reading import read_ledger  # noqa: PLC0415 - a build of an unreleased deck starts sooner
    from deckgen.release.stamping import stamps_for  # noqa: PLC0415

    ledger, problems = read_ledger(cards)
    if problems:
        return Stamps(now), problems
    return stamps_for(deck, ledger, now, wall_clock())
