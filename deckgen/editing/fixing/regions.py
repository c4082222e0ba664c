"""Where a text is that YAML could not read as one: from after its key or dash to the end of its last line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from deckgen.editing.tree import BOM
from deckgen.model import Format, Kind
from deckgen.sources import config
from deckgen.sources.card_fields import CARD_KEYS, author_fields
from deckgen.sources.schema import FILE_KEYS

_TEXT = frozenset({Format.MARKDOWN, Format.HTML})
_LISTS = frozenset({Format.STEPS, Format.BULLETS, Format.SOURCES})
_NO_TEXTS = frozenset({"id", "subdecks", "slices", "rules"})
"""Keys of `deck.yaml` that hold more than a text, and the id, which is never fixed."""


class Vocabulary(NamedTuple):
    """The keys of a file."""

    texts: frozenset[str]
    """Those that hold one text."""
    lists: frozenset[str]
    """Those that hold a list of texts."""
    known: frozenset[str]
    """All of them."""


def card_vocabulary(kinds: Iterable[Kind]) -> Vocabulary:
    """The keys of card files with cards of these kinds."""
    specs = [spec for kind in kinds for spec in author_fields(kind)]
    texts = {spec.name for spec in specs if spec.format in _TEXT} | {"category"}
    lists = {spec.name for spec in specs if spec.format in _LISTS}
    known = {spec.name for spec in specs} | CARD_KEYS | FILE_KEYS
    return Vocabulary(frozenset(texts - lists), frozenset(lists - texts), frozenset(known))


DECK = Vocabulary(frozenset(config.KEYS) - _NO_TEXTS, frozenset(), frozenset(config.KEYS))
"""The keys of `deck.yaml`."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|$)")
_PAIR = re.compile(r"(?P<lead> *(?:- +)*)(?P<key>[^\W\d][\w-]*) *:(?:[ \t]+(?P<value>\S.*))?\s*")
_ITEM = re.compile(r"(?P<lead> *(?:- +)+)(?P<value>\S.*)")
_LIKE_A_KEY = re.compile(r"(?<!\S)([^\W\d][\w-]*):(?=\s|$)")
_LIKE_A_LINE = re.compile(r"\s*(?:-\s|[^\s:]+:(?:\s|$))")
"""A line that looks like an item or a key of its own."""
_COMMENT = re.compile(r"(?:^|\s)#")


class Line(NamedTuple):
    """A line of a file as it is."""

    start: int
    text: str
    """Without its end."""

    @property
    def indent(self) -> int:
        """The columns before its first character."""
        return len(self.text) - len(self.text.lstrip())


class Region(NamedTuple):
    """A text in its file."""

    start: int
    end: int
    text: str
    """As a reader takes it: a line break is a space."""
    first: int
    """Its first line, 1-based."""


def lines_of(text: str) -> list[Line]:
    """The lines of a file with any line ends, the first one without its byte-order mark."""
    begin = len(BOM) if text.startswith(BOM) else 0
    return [Line(found.start(), found.group().rstrip("\r\n")) for found in _LINE.finditer(text, begin)]


def text_region(text: str, line: int, vocabulary: Vocabulary) -> Region | None:
    """The text on a line (1-based), where it is certain what it is.

    It is not where a comment may be meant, where a key may begin inside, or where its key is unknown.
    """
    lines = lines_of(text)
    found = _start(lines, line - 1, vocabulary)
    if found is None:
        return None
    first, at, parent = found
    last = first
    while last + 1 < len(lines) and lines[last + 1].text.strip() and lines[last + 1].indent > parent:
        last += 1
    pieces = [lines[first].text[at:].strip(), *(each.text.strip() for each in lines[first + 1 : last + 1])]
    if last < line - 1 or not any(pieces) or _is_doubtful(pieces, vocabulary):
        return None
    end = lines[last].start + len(lines[last].text.rstrip())
    return Region(lines[first].start + at, end, " ".join(pieces), first + 1)


def _is_doubtful(pieces: list[str], vocabulary: Vocabulary) -> bool:
    if pieces[0][:1] in {"|", ">"} or pieces[0].startswith("- "):
        return True
    if any(_COMMENT.search(piece) for piece in pieces) or any(_LIKE_A_LINE.match(piece) for piece in pieces[1:]):
        return True
    return any(key in vocabulary.known for piece in pieces for key in _LIKE_A_KEY.findall(piece))


def _start(lines: list[Line], number: int, vocabulary: Vocabulary) -> tuple[int, int, int] | None:
    """Where the text on a line begins: its line, the offset in that, and the column that its lines are deeper than."""
    for at in range(number, -1, -1):
        pair, item = _PAIR.fullmatch(lines[at].text), _ITEM.fullmatch(lines[at].text)
        if pair and pair["key"] in vocabulary.texts:
            parent = len(pair["lead"])
            start = (at, pair.start("value")) if pair["value"] else (at + 1, lines[at + 1].indent)
        elif item:
            parent = item["lead"].index("-")
            start = at, item.start("value")
            if item["lead"].count("-") > 1 or _list_of(lines, at, parent) not in vocabulary.lists:
                return None
        elif not lines[at].text.strip() or (pair and pair["key"] in vocabulary.known):
            return None
        else:
            continue
        return (*start, parent) if all(each.indent > parent for each in lines[at + 1 : number + 1]) else None
    return None


def _list_of(lines: list[Line], number: int, column: int) -> str:
    """The key of the list whose dash is in this column; empty where there is none."""
    for each in reversed(lines[:number]):
        if not each.text.strip() or each.text.lstrip().startswith("#"):
            continue
        pair = _PAIR.fullmatch(each.text)
        if pair and not pair["value"] and len(pair["lead"]) <= column:
            return pair["key"]
        if each.indent < column:
            return ""
    return ""
