"""Several tags written as one text: Anki parts tags at spaces, but a text under `tags` is one, with `-` for spaces."""

import re
from collections.abc import Iterator

from deckgen.anki.tags import clean_tag
from deckgen.model.diagnostics import Diagnostic, Span, warning
from deckgen.model.nodes import Mapping, Node, Scalar, Sequence, SourceFile
from deckgen.rules.rule import FileRule
from deckgen.sources.places import Places

_SEPARATOR = r"[\s,，、#]+"
_LONGEST = 60


def check(source: SourceFile, places: Places) -> Iterator[Diagnostic]:
    """Yield texts of several words under `tags`, of a file or of a card; an item of a list is one tag on purpose."""
    for written in _texts(source.root) if "tags" in places.text else ():
        words = [word for word in re.split(_SEPARATOR, written.text) if word]
        if len(words) > 1:
            yield warning(
                "joined-tags",
                "the text under 'tags' is one tag: '{tag}'",
                "write tags: [{tags}] for several, or tags: {one} for one",
                tag=clean_tag(written.text)[:_LONGEST],
                tags=", ".join(map(_quoted, words))[:_LONGEST],
                one=_quoted("-".join(words))[:_LONGEST],
            ).at(Span(source.path, written.line, written.column))


def _quoted(word: str) -> str:
    return word if re.fullmatch(r"[\w.-]+", word) else "'" + word.replace("'", "''") + "'"


def _texts(node: Node | None) -> Iterator[Scalar]:
    """The texts under `tags` of a file or card, and of all cards in it."""
    if not isinstance(node, Mapping):
        return
    written = node.get("tags")
    if isinstance(written, Scalar):
        yield written
    for below in (node.get("cards"), node.get("followups")):
        for card in below.items if isinstance(below, Sequence) else ():
            yield from _texts(card)


RULE = FileRule("joined-tags", check)
