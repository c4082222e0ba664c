"""A picture says in words what it shows, for members who cannot see it.

Passes:
    - front: What does a LoRA layer look like?
      id: a
      back: 'Beside the frozen matrix: ![two thin matrices](https://example.org/lora.svg)'
Fails:
    - front: What does a LoRA layer look like?
      id: b
      back: 'Beside the frozen matrix: ![](https://example.org/lora.svg)'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen.rules.rule import Problem, Rule, Subject

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(subject: Subject) -> Iterator[Problem]:
    """Yield pictures without words."""
    for column, texts in subject.card.values.items():
        if 'alt=""' in subject.html(column):
            where = next((scalar for scalar in texts if "![](" in scalar.text), texts[0])
            yield Problem("a picture without words", "say what it shows: ![these words](…)", where, "![](")


RULE = Rule("missing-alt", check)
