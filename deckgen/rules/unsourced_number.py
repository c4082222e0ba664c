"""In a deck whose cards name their sources, a card with a number names one.

Passes:
    - front: How many bits has FP32?
      id: a
      back: 32 bits, four bytes.
      sources: [IEEE 754]
    - front: What is a byte?
      id: b
      back: The least that memory gives out.
      sources: [any textbook]
Fails:
    - front: How many bits has INT8?
      id: c
      back: 8 bits; 256 values.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from deckgen.rules.fronts import plain_text
from deckgen.rules.rule import Problem, Rule, Subject

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from deckgen.rules.rule import CardFacts

_NUMBER = re.compile(r"(?<![A-Za-z0-9-])\d[\d.,]*\s?(?:%|배|개|층|비트|바이트|[kKMGT]?i?B\b|bits?\b|bytes?\b|times\b)")
_SKIPPED = frozenset({"id", "category", "sources", "context"})


def check(subject: Subject) -> Iterator[Problem]:
    """Yield cards that give a quantity and no source."""
    if subject.html("sources"):
        return
    for column, texts in subject.card.values.items():
        found = _NUMBER.search(plain_text(subject.html(column))) if column not in _SKIPPED else None
        if found:
            hint = "add 'sources:'; for your own reckoning say so there"
            yield Problem(f"'{found.group().strip()}' without a source", hint, texts[0], found.group().strip())
            return


def most_cite(cards: Sequence[CardFacts]) -> bool:
    """Whether most cards of the deck name their sources: then one without stands out."""
    return sum(card.cites for card in cards) * 2 > len(cards)


RULE = Rule("unsourced-number", check, matters=most_cite)
