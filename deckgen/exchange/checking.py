"""What `deckgen check` and the preview report of more than the sources: a deck's history, and samples that are left."""

from pathlib import Path

from deckgen.exchange.scaffold.leftovers import leftovers
from deckgen.model import Deck
from deckgen.model.diagnostics import Diagnostic
from deckgen.release.building import Prepared
from deckgen.release.witnesses import known_problems

_OF_WITNESSES = frozenset({"unknown-release", "unfinished-release"})


def check_history(cards: Path, deck: Deck, ready: Prepared) -> tuple[Diagnostic, ...]:
    """Compare a deck with its ledger, the ledger with all that knows of releases, the cards with those of `init`."""
    # git is asked before what else knows of releases
    own = (each for each in ready.diagnostics if each.rule not in _OF_WITNESSES)
    return (*own, *known_problems(cards, deck), *leftovers(cards, deck))
