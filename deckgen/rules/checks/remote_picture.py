"""A picture travels with the deck."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.html.media import files_of
from deckgen.model.diagnostics import warning
from deckgen.rules.rule import CardRule, Problem, Subject
from deckgen.rules.shown import text_with

_ADDRESS = (":", "//", "\\\\")
"""A field without any of these names nothing elsewhere."""
_REMOTE = re.compile(r"\s*(?:https?:|[\\/]{2})", re.IGNORECASE)


def check(subject: Subject) -> Iterator[Problem]:
    """Yield pictures and sounds that a device would have to load from elsewhere."""
    for column, texts in subject.card.values.items():
        html = subject.html(column)
        names = (file.name for file in files_of(html)) if any(map(html.__contains__, _ADDRESS)) else ()
        for address in dict.fromkeys(filter(_REMOTE.match, names)):
            found = warning(
                "remote-picture",
                "this picture is not in the deck: '{address}'",
                "save it into media/ and write '![what it shows](media/NAME)'",
                address=address,
            )
            yield Problem(found, text_with(texts, address), address)


RULE = CardRule("remote-picture", check, judges_html=True, characters=":/\\")
