"""In a deck whose cards name their sources, each card does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen.rules.rule import CardFacts, DeckRule, Problem, problem
from deckgen.rules.unsourced_number import most_cite

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from deckgen.rules.settings import Settings


def check(cards: Sequence[CardFacts], _: Settings) -> Iterator[tuple[CardFacts, Problem]]:
    """Yield cards without a source, where most have one."""
    if most_cite(cards):
        for card in cards:
            if not card.cites:
                yield card, problem()


RULE = DeckRule("missing-source", check)
