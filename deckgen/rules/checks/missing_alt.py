"""A picture says in words what it shows, for members who cannot see it."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.rules.rule import CardRule, Problem, Subject, problem


def check(subject: Subject) -> Iterator[Problem]:
    """Yield pictures without words."""
    for column, texts in subject.card.values.items():
        if 'alt=""' in subject.html(column):
            where = next((scalar for scalar in texts if "![](" in scalar.text), texts[0])
            yield problem(where, "![](")


MESSAGES = {
    "": ("a picture without words", "say what it shows: ![these words](…)"),
}
RULE = CardRule("missing-alt", check, MESSAGES)
