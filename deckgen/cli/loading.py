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
    history = (*prepare(cards, deck, git=True).diagnostics, *_leftovers(cards, deck)) if lint else ()
    return deck, ordered((*diagnostics, *history))


def prepare_deck(cards: Path, *, lint: bool = False) -> tuple[Prepared, tuple[Diagnostic, ...]]:
    """Compile a deck and compare it with its ledger: ready to write where it has no errors. `lint` as above."""
    deck, diagnostics = load(cards, lint=lint, progress=show_progress)
    ready = prepare(cards, deck, git=lint)
    left = _leftovers(cards, deck) if lint else ()
    return ready, ordered((*diagnostics, *ready.diagnostics, *left))


def _leftovers(cards: Path, deck: Deck) -> tuple[Diagnostic, ...]:
    from deckgen.exchange.scaffold.leftovers import leftovers  # a build that reports less starts sooner

    return tuple(leftovers(cards, deck))
