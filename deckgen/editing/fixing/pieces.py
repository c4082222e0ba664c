"""A file in pieces that YAML reads by themselves as it reads them in the whole: a slip is mended in one of them.

What stands above an entry of a block's list or mapping says only in which collections the entry stands. So a few lines
that open the same collections can take its place; YAML stops at the first slip, so what is far below does not matter.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

import yaml

from deckgen.editing.places import BOM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")
_KEY = re.compile(r"[^\W\d][\w-]*")
_ANY_KEY = "key"
"""Stands for a key that is not as simple: what is below it is read alike."""
ABOVE = 2
"""Entries that a piece holds above what is mended in it: slips are told by what stands above them."""


class Start(NamedTuple):
    """A line with which a piece can begin."""

    line: int = 0
    """From 0."""
    head: tuple[str, ...] = ()
    """The lines that stand for all above it."""


class Piece(NamedTuple):
    """Some lines of a file."""

    start: Start
    lines: tuple[str, ...]
    """With their ends."""

    @property
    def text(self) -> str:
        """What YAML reads."""
        return "".join([*self.start.head, *self.lines])

    @property
    def shift(self) -> int:
        """What a line's number in the file has more than in the piece."""
        return self.start.line - len(self.start.head)

    @property
    def behind(self) -> int:
        """The line of the file that comes next, from 0."""
        return self.start.line + len(self.lines)

    def is_settled(self, line: int) -> bool:
        """Whether no line behind the piece can change what is read of a line of its text, 1-based."""
        lines = self.text.splitlines()
        least = min([_indent(each) for each in lines[len(self.start.head) : line] if each.strip()], default=0)
        ends = (n for n in range(line, len(lines)) if not lines[n].strip() or _indent(lines[n]) <= least)
        end = next(ends, None)
        return end is not None and any(each.strip() for each in lines[end + 1 :])

    def changed(self, text: str) -> Piece:
        """The same lines, after a change of the piece's text that left their number."""
        return self._replace(lines=lines_with_ends(text)[len(self.start.head) :])


def lines_with_ends(text: str) -> tuple[str, ...]:
    """A text's lines, each with what ends it."""
    return tuple(_LINE.findall(text))


def starts(text: str) -> Iterator[Start]:
    """The lines with which pieces of a text can begin, as far as YAML can read it; the first line not among them."""
    if text.lstrip(f"{BOM} \t\r\n")[:1] == "%":
        return
    lines = lines_with_ends(text)
    last = 0
    for line, stack in _entries(text.removeprefix(BOM)):
        if line > last and line < len(lines) and all(each.is_plain for each in stack[:-1]):
            column, mapping = stack[-1].column, stack[-1].mapping
            before, sign = lines[line][:column], lines[line][column : column + 1]
            if not before.strip(" ") and (mapping or sign == "-"):
                last = line
                yield Start(line, tuple([each.opening for each in stack[:-1]]))


def around(lines: Sequence[str], begins: Sequence[Start], line: int) -> Piece:
    """What of a readable file hangs together with one of its lines.

    Args:
        lines: The file.
        begins: Where pieces of it can begin, first to last.
        line: 1-based.
    """
    at = bisect_left(begins, line - 1, key=lambda each: each.line)
    start = begins[at - ABOVE] if at >= ABOVE else Start()
    ahead = 1
    while True:
        end = begins[at + ahead].line if at + ahead < len(begins) else len(lines)
        piece = Piece(start, tuple(lines[start.line : end]))
        if end == len(lines) or piece.is_settled(line - piece.shift):
            return piece
        ahead *= 2


def names_behind(text: str, sign: str) -> tuple[str, ...]:
    """What stands behind each `&` or `*` as the name of an anchor may, sorted."""
    return tuple(sorted(set(re.findall(rf"{re.escape(sign)}([\w-]*)", text))))


def is_among(name: str, names: Sequence[str]) -> bool:
    """Whether one of some sorted names begins so."""
    at = bisect_left(names, name)
    return at < len(names) and names[at].startswith(name)


class _Mark(Protocol):
    line: int
    column: int


class _Event(Protocol):
    start_mark: _Mark
    value: str
    style: str | None
    flow_style: bool | None


class _Open:
    """A collection that is open."""

    __slots__ = ("column", "flow", "key", "mapping", "seen")

    def __init__(self, event: _Event, *, mapping: bool) -> None:
        self.mapping, self.flow = mapping, bool(event.flow_style)
        self.column = event.start_mark.column
        self.key = ""
        self.seen = 0

    @property
    def is_plain(self) -> bool:
        """Whether one line can open it."""
        return not self.flow and (not self.mapping or self.key != "")

    @property
    def opening(self) -> str:
        return f"{' ' * self.column}{self.key}:\n" if self.mapping else f"{' ' * self.column}-\n"

    def take(self, event: _Event) -> bool:
        """Take its next node, and say whether an entry begins with it."""
        begins = not self.mapping or self.seen % 2 == 0
        if self.mapping and begins:
            scalar = isinstance(event, yaml.ScalarEvent)
            simple = scalar and not event.style and _KEY.fullmatch(event.value)
            flow = isinstance(event, yaml.CollectionStartEvent) and event.flow_style
            self.key = event.value if simple else _ANY_KEY if scalar or flow else ""
        self.seen += 1
        return begins


def _entries(text: str) -> Iterator[tuple[int, Sequence[_Open]]]:
    """The line, from 0, of each entry of a block, and the collections that it stands in, until there is a slip."""
    stack: list[_Open] = []
    loader = yaml.CSafeLoader(text)
    next_event = cast("Callable[[], _Event]", loader.get_event)
    try:
        while not isinstance(event := next_event(), yaml.DocumentEndEvent | yaml.StreamEndEvent):
            if isinstance(event, yaml.CollectionEndEvent):
                stack.pop()
            elif isinstance(event, yaml.NodeEvent):
                if stack and stack[-1].take(event) and not stack[-1].flow:
                    yield event.start_mark.line, stack
                if isinstance(event, yaml.CollectionStartEvent):
                    stack.append(_Open(event, mapping=isinstance(event, yaml.MappingStartEvent)))
    except yaml.YAMLError:
        return
    finally:
        loader.dispose()


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
