"""A front is read in one breath: at most 120 characters.

Passes:
    - front: How does LoRA train fewer weights?
      id: a
      back: Two small matrices
Fails:
    - front: >-
        Given that a language model has billions of weights and that the memory of the card at hand is small, how does
        the method that is called LoRA make do with training only a few of them?
      id: b
      back: Two small matrices
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen.rules.fronts import front_columns, plain_text
from deckgen.rules.rule import Problem, Rule, Subject

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 120


def check(subject: Subject) -> Iterator[Problem]:
    """Yield fronts that are too long."""
    for column in front_columns(subject):
        length = len(plain_text(subject.html(column)))
        if length > LONGEST:
            hint = "ask one thing; move what leads up to it into the back"
            yield Problem(f"a front of {length} characters (at most {LONGEST})", hint, subject.scalar(column))


RULE = Rule("long-front", check)
