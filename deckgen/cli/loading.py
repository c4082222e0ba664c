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
    history = _history(cards, deck, prepare(cards, deck)) if lint else ()
    return deck, ordered((*diagnostics, *history))


def prepare_deck(cards: Path, *, lint: bool = False) -> tuple[Prepared, tuple[Diagnostic, ...]]:
    """Compile a deck and compare it with its ledger: ready to write where it has no errors. `lint` as above."""
    deck, diagnostics = load(cards, lint=lint, progress=show_progress)
    ready = prepare(cards, deck)
    return ready, ordered((*diagnostics, *(_history(cards, deck, ready) if lint else ready.diagnostics)))


def _history(cards: Path, deck: Deck, ready: Prepared) -> tuple[Diagnostic, ...]:
    from deckgen.exchange.checking import check_history  # a build that reports less starts sooner

    return check_history(cards, deck, ready)
