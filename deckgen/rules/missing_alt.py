"""A picture says in words what it shows, for members who cannot see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen.rules.rule import Problem, Rule, Subject, problem

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(subject: Subject) -> Iterator[Problem]:
    """Yield pictures without words."""
    for column, texts in subject.card.values.items():
        if 'alt=""' in subject.html(column):
            where = next((scalar for scalar in texts if "![](" in scalar.text), texts[0])
            yield problem(where, "![](")


RULE = Rule("missing-alt", check)
