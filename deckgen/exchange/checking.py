"""What `deckgen check` and the preview report besides the sources: a deck's history, and samples that are left."""

from pathlib import Path

from deckgen.exchange.scaffold.leftovers import leftovers
from deckgen.model import Deck
from deckgen.model.diagnostics import Diagnostic
from deckgen.release.building import Prepared
from deckgen.release.reconciling import known_problems


def check_history(cards: Path, deck: Deck, ready: Prepared) -> tuple[Diagnostic, ...]:
    """Compare a deck with its ledger, the ledger with what git knows, and the cards with those of a new project."""
    return (*ready.diagnostics, *known_problems(cards, deck.config.id), *leftovers(cards, deck))
