"""A cloze card closes every deletion that it opens."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.anki.cloze import parse_cloze
from deckgen.rules.rule import CardRule, Problem, Subject, problem

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
                yield problem(scalar, needle, sign=needle)


MESSAGES = {
    "": ("'{sign}' is never closed", "end the deletion with '}}}}'"),
}
RULE = CardRule("unclosed-cloze", check, MESSAGES, judges=False, characters="{")
