"""No two cards ask the same.

Passes:
    - front: What is LoRA?
      id: a
      back: Two small matrices
    - front: What is DoRA?
      id: b
      back: Magnitude and direction
Fails:
    - front: what is lora??
      id: d
      back: A method
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen.rules.rule import CardFacts, DeckRule, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def check(cards: Sequence[CardFacts]) -> Iterator[tuple[CardFacts, Problem]]:
    """Yield fronts that an earlier card has already."""
    first: dict[str, str] = {}
    for card in cards:
        earlier = first.setdefault(card.front, card.id)
        if earlier != card.id:
            yield card, Problem(f"card '{earlier}' asks the same", "merge the two, or ask for what differs")


RULE = DeckRule("same-front", check)
