"""A cloze card hides something, and closes what it opens.

Passes: `{{c1::Seoul}} is a city`, `{{c1,2::nested {{c3::twice}}}}`.
Fails:  `{{c1::Seoul is a city` (never closed). `Seoul is a city` and `{{c0::Seoul}}` hide nothing: `no-card`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from deckgen.cloze import parse_cloze
from deckgen.diagnostics import Severity
from deckgen.lint.rule import Problem, Rule, Subject

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPEN = re.compile(r"\{\{c\d+(?:,\d+)*::", re.IGNORECASE)


def check(subject: Subject) -> Iterator[Problem]:
    """Yield unclosed deletions; a card with none at all is the renderer's `no-card`."""
    if not subject.card.kind.cloze:
        return
    for texts in subject.card.values.values():
        for scalar in texts:
            if "{{" not in scalar.text:
                continue
            for offset in parse_cloze(scalar.text).unclosed:
                opening = _OPEN.match(scalar.text, offset)
                needle = opening.group() if opening else ""
                yield Problem(f"'{needle}' is never closed", "end the deletion with '}}'", scalar, needle)


RULE = Rule("unclosed-cloze", check, Severity.ERROR, quality=False)
