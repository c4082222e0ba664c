"""An answer without a list, a table or a second paragraph fits a phone's screen: at most 400 characters.

Passes:
    - front: What is quantization?
      id: a
      back: Storing numbers with fewer bits.
Fails:
    - front: What is quantization?
      id: b
      back: >-
        Quantization stores the numbers of a model with fewer bits. A number that took thirty-two takes eight, or four.
        The range of the numbers is measured, a scale is chosen, each number is divided by it and rounded, and what does
        not fit is cut off. When the model is used, the numbers are multiplied by the scale again. What was lost in
        rounding stays lost, which is why too few bits make a model worse, first at long calculations.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from deckgen.model import Format
from deckgen.rules.fronts import plain_text
from deckgen.rules.rule import Problem, Rule, Subject

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 400
_NO_ANSWERS = frozenset({"context", "script"})
_STRUCTURE = re.compile(r"<(?:li|table|pre|p|blockquote|details)\b|\\\[")


def check(subject: Subject) -> Iterator[Problem]:
    """Yield long texts that are one block."""
    for spec in subject.card.kind.fields:
        if spec.format is not Format.MARKDOWN or spec.folds or spec.name in _NO_ANSWERS | {subject.card.kind.key}:
            continue
        html = subject.html(spec.name)
        if len(html) > LONGEST and not _STRUCTURE.search(html) and len(plain_text(html)) > LONGEST:
            hint = "make a list of it, part it into paragraphs, or into two cards"
            length = len(plain_text(html))
            yield Problem(f"{length} characters in one block (at most {LONGEST})", hint, subject.scalar(spec.name))


RULE = Rule("long-answer", check)
