"""How commands load a whole deck: with their progress, and with what the ledger says of it."""

from pathlib import Path

from deckgen.cli.printing import show_progress
from deckgen.model import Deck
from deckgen.model.diagnostics import Diagnostic, ordered
from deckgen.pipeline.load import load
from deckgen.release.building import Prepared, prepare


def load_deck(cards: Path, *, lint: bool = False) -> tuple[Deck, tuple[Diagnostic, ...]]:
    """Compile a deck; with `lint`, report all that `deckgen check` does."""
    deck, diagnostics = load(cards, lint=lint, progress=show_progress)
    if lint:
        from deckgen.exchange.scaffold.leftovers import leftovers  # a build that reports less starts sooner

        diagnostics = ordered((*diagnostics, *prepare(cards, deck, git=True).diagnostics, *leftovers(cards, deck)))
    return deck, diagnostics


def prepare_deck(cards: Path) -> tuple[Prepared, tuple[Diagnostic, ...]]:
    """Compile a deck and compare it with its ledger: ready to write where it has no errors."""
    deck, diagnostics = load_deck(cards)
    ready = prepare(cards, deck)
    return ready, ordered((*diagnostics, *ready.diagnostics))
