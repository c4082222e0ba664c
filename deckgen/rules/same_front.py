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

from deckgen.rules.fronts import fold, plain_text
from deckgen.rules.rule import Problem, Rule, Subject

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(subject: Subject) -> Iterator[Problem]:
    """Yield fronts that an earlier card has already."""
    key = subject.card.kind.key
    first = subject.deck.fronts.get(fold(plain_text(subject.html(key))))
    if first is not None and first != subject.card.id:
        yield Problem(f"card '{first}' asks the same", "merge the two, or ask for what differs", subject.scalar(key))


RULE = Rule("same-front", check)
