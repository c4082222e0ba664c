"""An answer without a list, a table or a second paragraph fits a phone's screen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from deckgen.model import Format
from deckgen.rules.fronts import text_of
from deckgen.rules.rule import Problem, Rule, Subject, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

_NO_ANSWERS = frozenset({"context", "script"})
_STRUCTURE = re.compile(r"<(?:li|table|pre|p|blockquote|details)\b|\\\[")


def check(subject: Subject) -> Iterator[Problem]:
    """Yield long texts that are one block."""
    longest = subject.limit("long-answer", "longest")
    for spec in subject.card.kind.fields:
        if spec.format is not Format.MARKDOWN or spec.folds or spec.name in _NO_ANSWERS | {subject.card.kind.key}:
            continue
        html = subject.html(spec.name)
        if len(html) <= longest or _STRUCTURE.search(html):
            continue
        length = len(text_of(html))
        if length > longest:
            yield problem(subject.scalar(spec.name), length=length, most=longest)


RULE = Rule("long-answer", check)
