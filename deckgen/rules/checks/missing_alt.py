"""A picture says in words what it shows, for members who cannot see it."""

from collections.abc import Iterator

from deckgen.model.diagnostics import warning
from deckgen.rules.rule import CardRule, Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """Yield pictures without words."""
    if "![](" not in subject.written:
        return
    for column, texts in subject.card.values.items():
        where = next((scalar for scalar in texts if "![](" in scalar.text), None)
        if where and 'alt=""' in subject.html(column):
            found = warning("missing-alt", "a picture without words", "say what it shows: ![these words](…)")
            yield Problem(found, where, "![](")


RULE = CardRule("missing-alt", check, written="!")
