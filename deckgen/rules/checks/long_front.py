"""A front is read in one breath."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.rules.fronts import front_columns, text_of
from deckgen.rules.rule import CardRule, Problem, Subject, problem


def check(subject: Subject) -> Iterator[Problem]:
    """Yield fronts that are too long."""
    longest = subject.limit("long-front", "longest")
    for column in front_columns(subject):
        length = len(text_of(subject.html(column)))
        if length > longest:
            yield problem(subject.scalar(column), length=length, most=longest)


MESSAGES = {
    "": ("a front of {length} characters (at most {most})", "ask one thing; move what leads up to it into the back"),
}
RULE = CardRule("long-front", check, MESSAGES)
