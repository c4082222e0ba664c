"""In a deck whose cards name their sources, a card with a number names one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from deckgen.rules.fronts import text_of
from deckgen.rules.rule import Problem, Rule, Subject, problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from deckgen.rules.rule import CardFacts

_NUMBER = re.compile(
    r"(?<![A-Za-z0-9.,-])\d[\d.,]*+\s?(?:%|배|개|층|비트|바이트|[kKMGT]?i?B\b|bits?\b|bytes?\b|times\b)"
)
_SKIPPED = frozenset({"id", "category", "sources", "context"})


def check(subject: Subject) -> Iterator[Problem]:
    """Yield cards that give a quantity and no source."""
    if subject.html("sources"):
        return
    for column, texts in subject.card.values.items():
        found = _NUMBER.search(text_of(subject.html(column))) if column not in _SKIPPED else None
        if found:
            number = found.group().strip()
            yield problem(texts[0], number, number=number)
            return


def most_cite(cards: Sequence[CardFacts]) -> bool:
    """Whether most cards of the deck name their sources: then one without stands out."""
    return sum(card.cites for card in cards) * 2 > len(cards)


RULE = Rule("unsourced-number", check, matters=most_cite)
