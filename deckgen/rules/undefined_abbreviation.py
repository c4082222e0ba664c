"""An abbreviation that several cards use is a term of the deck, or is explained somewhere in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from deckgen.rules.rule import CardFacts, DeckRule, Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from deckgen.rules.settings import Settings

_ABBREVIATION = re.compile(r"(?<![A-Za-z0-9-])[A-Z][A-Z0-9]{1,5}(?![A-Za-z0-9])")
_FEWEST_CAPITALS = 2


def check(cards: Sequence[CardFacts], settings: Settings) -> Iterator[tuple[CardFacts, Problem]]:
    """Yield the first card of each abbreviation that is nowhere explained."""
    used: dict[str, list[CardFacts]] = {}
    for card in cards:
        for sign in dict.fromkeys(_ABBREVIATION.findall(card.text)):
            if sum(letter.isalpha() for letter in sign) >= _FEWEST_CAPITALS:
                used.setdefault(sign, []).append(card)
    terms = {name for card in cards for term in card.terms for name in _ABBREVIATION.findall(term)}
    for sign, users in used.items():
        if len(users) > settings.limit("undefined-abbreviation", "uses") and sign not in terms:
            explained = re.compile(
                rf"{sign}s?\s?[(（=:]|[(（][^()（）]*\b{sign}s?\b|{sign}(?:란|이란|은|는| stands for | is )\s?"
            )
            if not any(explained.search(card.text) for card in users):
                yield users[0], problem(None, "", "", sign=sign, n=len(users))


RULE = DeckRule("undefined-abbreviation", check, reads=True)
