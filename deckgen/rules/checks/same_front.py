"""No two cards ask the same."""

from collections.abc import Iterator, Sequence

from deckgen.model.diagnostics import Finding, warning
from deckgen.rules.rule import CardFacts, DeckRule


def check(cards: Sequence[CardFacts]) -> Iterator[tuple[CardFacts, Finding]]:
    """Yield fronts that an earlier card has already."""
    first: dict[str, str] = {}
    for card in cards:
        earlier = first.setdefault(card.front, card.id)
        if earlier != card.id:
            hint = "merge the two, or ask for what differs"
            yield card, warning("same-front", "card '{other}' asks the same thing", hint, other=earlier)


RULE = DeckRule("same-front", check)
