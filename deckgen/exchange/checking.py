"""What `check` reports of a deck besides its cards, and the preview with it: its history, and what `init` left."""

from pathlib import Path
from typing import NamedTuple

from deckgen.exchange.scaffold.leftovers import leftovers
from deckgen.model import Deck
from deckgen.model.diagnostics import Diagnostic
from deckgen.release.building import Prepared, prepare
from deckgen.release.witnesses import known_problems

_OF_WITNESSES = frozenset({"unknown-release", "unfinished-release"})


class Told(NamedTuple):
    """A deck next to what members have of it."""

    ready: Prepared
    diagnostics: tuple[Diagnostic, ...]


def told_of(cards: Path, deck: Deck) -> Told:
    """Compare a deck with its ledger, the ledger with all that knows of releases, the cards with those of `init`."""
    ready = prepare(cards, deck)
    # git is asked first what else knows of releases
    own = (each for each in ready.diagnostics if each.rule not in _OF_WITNESSES)
    return Told(ready, (*own, *known_problems(cards, deck), *leftovers(cards, deck)))
