"""A picture says in words what it shows, for members who cannot see it."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.model.diagnostics import warning
from deckgen.rules.rule import CardRule, Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """Yield pictures without words."""
    for column, texts in subject.card.values.items():
        if 'alt=""' in subject.html(column):
            where = next((scalar for scalar in texts if "![](" in scalar.text), texts[0])
            found = warning("missing-alt", "a picture without words", "say what it shows: ![these words](…)")
            yield Problem(found, where, "![](")


RULE = CardRule("missing-alt", check, characters="!")
