"""A cloze card closes every deletion that it opens."""

import re
from collections.abc import Iterator

from deckgen.anki.cloze import parse_cloze
from deckgen.model.diagnostics import warning
from deckgen.rules.rule import CardRule, Problem, Subject

_OPEN = re.compile(r"\{\{c\d+(?:,\d+)*::", re.IGNORECASE)


def check(subject: Subject) -> Iterator[Problem]:
    """Yield unclosed deletions; a card with none at all is the renderer's `no-card`."""
    if not subject.card.kind.cloze:
        return
    for texts in subject.card.values.values():
        for scalar in texts:
            for offset in parse_cloze(scalar.text).unclosed:
                opening = _OPEN.match(scalar.text, offset)
                written = opening[0] if opening else ""
                hint = "end the deletion with '}}}}'"
                found = warning("unclosed-cloze", "'{written}' is never closed", hint, written=written)
                yield Problem(found, scalar, written)


RULE = CardRule("unclosed-cloze", check, written="{")
