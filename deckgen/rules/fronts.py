"""The fronts of a card, as plain text: what several rules look at."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from deckgen.anki.plain_text import strip_tags

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deckgen.rules.rule import Subject

_MATH = re.compile(r"\\\(.*?\\\)|\\\[.*?\\\]", re.DOTALL)
_NOT_WORD = re.compile(r"[\W_]+")


def front_columns(subject: Subject) -> Iterator[str]:
    """The columns that are asked as a question: the kind's key, and each follow-up's question."""
    kind = subject.card.kind
    if kind.cloze:
        return
    for spec in kind.fields:
        if spec.name == kind.key:
            yield spec.name
        elif spec.parts:
            yield from (column for column in spec.columns if column.endswith(f"_{spec.parts[0]}"))


def plain_text(html: str) -> str:
    """HTML to plain text; a formula counts as one sign."""
    return strip_tags(_MATH.sub("∎", html))


def fold(text: str) -> str:
    """Text without what makes no difference: case, width, spaces, punctuation."""
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text)).casefold()
