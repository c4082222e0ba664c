"""Several tags written as one text: Anki parts tags at spaces, but a text under `tags` is one, with `-` for spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.anki.tags import clean_tag
from deckgen.model import Mapping, Node, Scalar, Sequence, SourceFile
from deckgen.model.diagnostics import Diagnostic, Span, warning
from deckgen.rules.rule import FileRule
from deckgen.sources.places import Places

_PARTED = re.compile(r"[\s,，、]+")
_PLAIN = re.compile(r"\w(?:[\w.+/&#-]|::(?=\w))*")
"""A word that needs no quotes, in brackets neither."""
_LONGEST = 60


def check(source: SourceFile, places: Places) -> Iterator[Diagnostic]:
    """Yield texts of several words under `tags`, of a file or of a card; an item of a list is one tag on purpose."""
    if "tags" not in places.text:
        return
    for written in _texts(source.root):
        words = [word for part in _PARTED.split(written.text) if (word := part.strip("#"))]
        if len(words) > 1:
            yield warning(
                "joined-tags",
                *MESSAGES[""],
                tag=_clipped(clean_tag(written.text)),
                tags=_clipped(", ".join(map(_quoted, words))),
                one=_clipped(_quoted("-".join(words))),
            ).at(Span(source.path, written.line, written.column))


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


def _quoted(word: str) -> str:
    return word if _PLAIN.fullmatch(word) else "'" + word.replace("'", "''") + "'"


def _clipped(shown: str) -> str:
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"


MESSAGES = {
    "": ("the text under 'tags' is one tag: '{tag}'", "write tags: [{tags}] for several, or tags: {one} for one"),
}
RULE = FileRule("joined-tags", check, MESSAGES)
