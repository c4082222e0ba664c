"""A link leads to an address that a member's phone can open.

Passes:
    - front: Where is the paper?
      id: a
      back: '[The paper](https://example.org/paper), <https://example.org>, `[code](x)`, [mail](mailto:a@example.org)'
Fails:
    - front: Where is the paper?
      id: b
      back: 'In [this file](papers/lora.pdf)'
    - front: Where is the paper?
      id: c
      back: 'Behind [this word](javascript:alert(1))'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen.diagnostics import Severity
from deckgen.rules.rule import Problem, Rule, Subject

if TYPE_CHECKING:
    from collections.abc import Iterator

_EMPTIED = '<a href="#"'


def check(subject: Subject) -> Iterator[Problem]:
    """Yield links that the renderer emptied: they would do nothing, or what no contributor may do."""
    if _EMPTIED not in subject.rendered:
        return
    for column, texts in subject.card.values.items():
        if _EMPTIED in subject.html(column):
            where = next((scalar for scalar in texts if "](" in scalar.text), texts[0])
            hint = "write an address that begins with https://, http:// or mailto:"
            yield Problem("a link that leads nowhere", hint, where, "](")


RULE = Rule("dead-link", check, Severity.WARNING, quality=False)
