"""Where a text is that YAML could not read as one: from after its key or dash to the end of its last line."""

from __future__ import annotations

import re
from typing import NamedTuple

from deckgen.editing.fixing.vocabulary import Vocabulary
from deckgen.editing.tree import BOM

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
    lines: tuple[str, ...]
    """Line by line, without the blanks around."""
    first: int
    """Its first line, 1-based."""
    key: str
    """The key that it is the value of; of an item, the list's."""

    @property
    def text(self) -> str:
        """As a reader takes it: a line break is a space."""
        return " ".join(self.lines)


def lines_of(text: str) -> list[Line]:
    """The lines of a file with any line ends, the first one without its byte-order mark."""
    begin = len(BOM) if text.startswith(BOM) else 0
    return [Line(found.start(), found.group().rstrip("\r\n")) for found in _LINE.finditer(text, begin)]


class _Start(NamedTuple):
    """Where a text begins."""

    line: int
    """From 0."""
    at: int
    """The offset in that line."""
    parent: int
    """The column, from 0, of the key or the dash that it belongs to: its lines are indented deeper."""
    key: str


def text_region(text: str, line: int, vocabulary: Vocabulary) -> Region | None:
    """The text on a line (1-based), where it is certain what it is.

    It is not where a comment may be meant, where a key may begin inside, or where its key is unknown.
    """
    lines = lines_of(text)
    found = _start(lines, line - 1, vocabulary)
    if found is None:
        return None
    first, at, parent, key = found
    last = first
    while last + 1 < len(lines) and lines[last + 1].text.strip() and lines[last + 1].indent > parent:
        last += 1
    if last < line - 1:
        return None
    pieces = [lines[first].text[at:].strip(), *(each.text.strip() for each in lines[first + 1 : last + 1])]
    if not any(pieces) or _is_doubtful(pieces, vocabulary):
        return None
    end = lines[last].start + len(lines[last].text.rstrip())
    return Region(lines[first].start + at, end, tuple(pieces), first + 1, key)


def _is_doubtful(pieces: list[str], vocabulary: Vocabulary) -> bool:
    if pieces[0][:1] in {"|", ">"} or pieces[0].startswith("- "):
        return True
    if any(_COMMENT.search(piece) for piece in pieces) or any(_LIKE_A_LINE.match(piece) for piece in pieces[1:]):
        return True
    return any(key in vocabulary.known for piece in pieces for key in _LIKE_A_KEY.findall(piece))


def _start(lines: list[Line], number: int, vocabulary: Vocabulary) -> _Start | None:
    """Where the text on a line begins."""
    for at in range(number, -1, -1):
        pair, item = _PAIR.fullmatch(lines[at].text), _ITEM.fullmatch(lines[at].text)
        if pair and pair["key"] in vocabulary.texts:
            start = _after_key(lines, at, pair)
        elif item:
            start = _after_dash(lines, at, item, vocabulary)
        elif not lines[at].text.strip() or (pair and pair["key"] in vocabulary.known):
            return None
        else:
            continue
        inside = start is not None and all(each.indent > start.parent for each in lines[at + 1 : number + 1])
        return start if inside else None
    return None


def _after_key(lines: list[Line], number: int, pair: re.Match[str]) -> _Start | None:
    parent = len(pair["lead"])
    if pair["value"]:
        return _Start(number, pair.start("value"), parent, pair["key"])
    return _Start(number + 1, lines[number + 1].indent, parent, pair["key"]) if number + 1 < len(lines) else None


def _after_dash(lines: list[Line], number: int, item: re.Match[str], vocabulary: Vocabulary) -> _Start | None:
    parent = item["lead"].index("-")
    owner = _owner(lines, number, parent) if item["lead"].count("-") == 1 else ""
    return _Start(number, item.start("value"), parent, owner) if owner in vocabulary.lists else None


def _owner(lines: list[Line], number: int, column: int) -> str:
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
