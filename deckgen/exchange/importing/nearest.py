"""Which of several texts another one is nearest to, by the words that they share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9-]+|[가-힣]{2,}")
_STEM = 2
"""Syllables of a Korean word that stay when its particles and endings go."""


def nearest(text: str, others: Mapping[str, str]) -> str:
    """The name of the text that shares most with this one; words that many of them have weigh less.

    Returns:
        A name of `others`; empty where none shares a word.
    """
    known = {name: words(other) for name, other in others.items()}
    mine = words(text)
    weights = {
        name: sum(1 / sum(word in rest for rest in known.values()) for word in mine & theirs)
        for name, theirs in known.items()
    }
    best = max(weights, key=lambda name: weights[name], default="")
    return best if best and weights[best] > 0 else ""


def words(text: str) -> set[str]:
    """A text's words without case, Korean ones without what follows their stem."""
    found = _WORD.findall(text)
    return {word[:_STEM] if "가" <= word[0] <= "힣" else word.lower() for word in found}
