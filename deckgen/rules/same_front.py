"""No two cards ask the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen.rules.rule import CardFacts, DeckRule, Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from deckgen.rules.settings import Settings


def check(cards: Sequence[CardFacts], _: Settings) -> Iterator[tuple[CardFacts, Problem]]:
    """Yield fronts that an earlier card has already."""
    first: dict[str, str] = {}
    for card in cards:
        earlier = first.setdefault(card.front, card.id)
        if earlier != card.id:
            yield card, problem(other=earlier)


RULE = DeckRule("same-front", check)
