"""A front is read in one breath."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen.rules.fronts import front_columns, text_of
from deckgen.rules.rule import Problem, Rule, Subject, problem

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(subject: Subject) -> Iterator[Problem]:
    """Yield fronts that are too long."""
    longest = subject.limit("long-front", "longest")
    for column in front_columns(subject):
        length = len(text_of(subject.html(column)))
        if length > longest:
            yield problem(subject.scalar(column), length=length, most=longest)


RULE = Rule("long-front", check)
