"""No two cards ask the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from deckgen.rules.rule import CardFacts, DeckRule, Problem, problem


def check(cards: Sequence[CardFacts]) -> Iterator[tuple[CardFacts, Problem]]:
    """Yield fronts that an earlier card has already."""
    first: dict[str, str] = {}
    for card in cards:
        earlier = first.setdefault(card.front, card.id)
        if earlier != card.id:
            yield card, problem(other=earlier)


MESSAGES = {
    "": ("card '{other}' asks the same thing", "merge the two, or ask for what differs"),
}
RULE = DeckRule("same-front", check, MESSAGES)
