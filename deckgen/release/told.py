"""What a deck's history says of it: what `check` tells beside the cards themselves, and the preview with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from deckgen.release.building import prepare
from deckgen.release.reconciling import known_problems

if TYPE_CHECKING:
    from pathlib import Path

    from deckgen.diagnostics import Diagnostic
    from deckgen.model import Deck
    from deckgen.release.building import Prepared


class Told(NamedTuple):
    """A deck beside what members have of it."""

    ready: Prepared
    diagnostics: tuple[Diagnostic, ...]


def told_by_history(cards: Path, deck: Deck) -> Told:
    """Compare a deck with its ledger, and the ledger with what git knows.

    Args:
        cards: The cards folder.
        deck: What was loaded from it.
    """
    ready = prepare(cards, deck)
    return Told(ready, (*ready.diagnostics, *known_problems(cards, deck.config.id)))
