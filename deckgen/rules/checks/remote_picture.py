"""A picture travels with the deck."""

import re
from collections.abc import Iterator

from deckgen.html.file_names import files_of
from deckgen.model.diagnostics import warning
from deckgen.rules.rule import CardRule, Problem, Subject
from deckgen.rules.shown import text_with

_REMOTE = re.compile(r"\s*(?:https?:|[\\/]{2})", re.IGNORECASE)


def check(subject: Subject) -> Iterator[Problem]:
    """Yield pictures and sounds that a device would have to load from elsewhere."""
    if "src" not in subject.rendered.lower() and "[sound:" not in subject.rendered:
        return
    for column, texts in subject.card.values.items():
        names = (file.name for file in files_of(subject.html(column)))
        for address in dict.fromkeys(filter(_REMOTE.match, names)):
            found = warning(
                "remote-picture",
                "this picture is not in the deck: '{address}'",
                "save it into media/ and write '![what it shows](media/NAME)'",
                address=address,
            )
            yield Problem(found, text_with(texts, address), address)


RULE = CardRule("remote-picture", check, judges_html=True, written="!<", rendered="[")
