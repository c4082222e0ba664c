"""What `check` tells of a deck beside its cards, and the preview with it: its history, and what `init` left."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from deckgen.exchange.scaffold.leftovers import leftovers
from deckgen.release.building import prepare
from deckgen.release.reconciling import known_problems

if TYPE_CHECKING:
    from pathlib import Path

    from deckgen.model import Deck
    from deckgen.model.diagnostics import Diagnostic
    from deckgen.release.building import Prepared


class Told(NamedTuple):
    """A deck beside what members have of it."""

    ready: Prepared
    diagnostics: tuple[Diagnostic, ...]


def told_of(cards: Path, deck: Deck) -> Told:
    """Compare a deck with its ledger, the ledger with what git knows, and the cards with those of a new project.

    Args:
        cards: The cards folder.
        deck: What was loaded from it.
    """
    ready = prepare(cards, deck)
    return Told(ready, (*ready.diagnostics, *known_problems(cards, deck.config.id), *leftovers(cards, deck)))
