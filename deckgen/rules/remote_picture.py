"""A picture travels with the deck."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from deckgen.rules.rule import Problem, Rule, Subject, problem
from deckgen.rules.shown import text_with

if TYPE_CHECKING:
    from collections.abc import Iterator

_REMOTE = re.compile(r'<img src="((?:https?:)[^"]*)"', re.IGNORECASE)


def check(subject: Subject) -> Iterator[Problem]:
    """Yield pictures that a device would have to load from elsewhere."""
    if '<img src="http' not in subject.rendered:
        return
    for column, texts in subject.card.values.items():
        for address in dict.fromkeys(_REMOTE.findall(subject.html(column))):
            yield problem(text_with(texts, address), address, address=address)


RULE = Rule("remote-picture", check, judges=False, signs=('<img src="http',))
