"""A term is one that the deck needs: another card names it or requires it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from deckgen.rules.rule import CardFacts, DeckRule, Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from deckgen.rules.settings import Settings

_PARTS = re.compile(r"\s*[()·/,|]\s*|\s또는\s|\sor\s")


def check(cards: Sequence[CardFacts], _: Settings) -> Iterator[tuple[CardFacts, Problem]]:
    """Yield terms that stand alone."""
    required = {name for card in cards for name in card.requires}
    starts: list[int] = []
    pieces: list[str] = []
    length = 0
    for card in cards:
        starts.append(length)
        pieces.append(card.text.casefold())
        length += len(pieces[-1]) + 1
    whole = "\n".join(pieces)
    for card, start, own in zip(cards, starts, pieces, strict=True):
        if card.terms and card.id not in required and not _is_named(card, whole, start, start + len(own)):
            yield card, problem(None, "", "", term=card.terms[0])


def _is_named(card: CardFacts, whole: str, start: int, end: int) -> bool:
    """Whether some name of a term stands outside of its own card."""
    names = {part.casefold() for term in card.terms for part in (term, *_PARTS.split(term)) if part.strip()}
    return any(whole.find(name, 0, start) >= 0 or whole.find(name, end) >= 0 for name in names)


RULE = DeckRule("unused-term", check, reads=True)
