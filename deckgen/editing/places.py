"""Where every scalar of a YAML file begins and ends, in the file's own text: line ends, comments and all."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BOM = "\ufeff"


class Place(NamedTuple):
    """A scalar in its file."""

    text: str
    """As YAML reads it."""
    style: str
    """YAML's style sign, as in `model.Scalar`."""
    start: int
    """Offset of its first sign."""
    end: int
    """Offset behind its last one; of a block, behind its last line's text."""
    line: int
    """1-based."""
    column: int
    """1-based, in characters of the composed text, as the reader counts."""
    parent: int
    """The column, from 0, of the key or the dash that it belongs to."""
    flow: bool
    """Whether it stands inside brackets or braces."""
    key: bool
    """Whether it is a mapping's key."""
    shared: bool
    """Whether it has an anchor or a tag: what stands there may be read elsewhere, or otherwise."""


class _Mark(Protocol):
    index: int
    line: int
    column: int


class _Event(Protocol):
    start_mark: _Mark
    end_mark: _Mark
    value: str
    style: str | None
    anchor: str | None
    tag: str | None
    flow_style: bool | None


class _Open:
    """A collection whose end has not come yet."""

    __slots__ = ("column", "count", "flow", "mapping")

    def __init__(self, event: _Event, *, mapping: bool, column: int) -> None:
        self.mapping = mapping
        self.flow = bool(event.flow_style)
        self.column = column
        self.count = 0

    def at_key(self) -> bool:
        return self.mapping and self.count % 2 == 0


class _Columns:
    """The columns of scalars, one after the other, as the reader counts them: in the composed text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line = self._last = self._column = 0

    def at(self, start: int, line: int) -> int:
        """The column, 1-based, of the scalar that begins at an offset, in the line that begins at another."""
        if line != self._line or start < self._last:
            self._line, self._last, self._column = line, line, 0
        self._column += len(unicodedata.normalize("NFC", self._text[self._last : start]))
        self._last = start
        return self._column + 1


def places(text: str) -> tuple[Place, ...]:
    """The scalars of a file, in its order.

    Args:
        text: The file as it is: with any line ends, composed or not, with or without a byte-order mark.

    Raises:
        yaml.YAMLError: It is not YAML.
    """
    shift = len(BOM) if text.startswith(BOM) else 0
    return tuple(_scalars(text[shift:], shift))


def _scalars(text: str, shift: int) -> Iterator[Place]:
    loader = yaml.CSafeLoader(text)
    stack: list[_Open] = []
    columns = _Columns(text)
    try:
        next_event = cast("Callable[[], _Event]", loader.get_event)
        while not isinstance(event := next_event(), yaml.StreamEndEvent):
            above = stack[-1] if stack else None
            start, end = event.start_mark.index, event.end_mark.index
            if isinstance(event, yaml.CollectionEndEvent):
                stack.pop()
                continue
            if isinstance(event, yaml.ScalarEvent):
                style = event.style or ""
                if style in {"|", ">"}:
                    end = _block_end(text, start, end, event.value)
                yield Place(
                    text=event.value,
                    style=style,
                    start=start + shift,
                    end=end + shift,
                    line=event.start_mark.line + 1,
                    column=columns.at(start, start - event.start_mark.column),
                    parent=above.column if above else 0,
                    flow=any(open_.flow for open_ in stack),
                    key=above is not None and above.at_key(),
                    shared=event.anchor is not None or event.tag is not None,
                )
            if above is not None and isinstance(event, yaml.NodeEvent):
                above.count += 1
            if isinstance(event, yaml.CollectionStartEvent):
                mapping = isinstance(event, yaml.MappingStartEvent)
                stack.append(_Open(event, mapping=mapping, column=event.start_mark.column))
    finally:
        loader.dispose()


def _block_end(text: str, start: int, end: int, value: str) -> int:
    """Where a block's text ends: libyaml counts blank lines and the next line's indentation to it."""
    written = text[start:end]
    kept = value.endswith("\n\n") or not value.rstrip("\n").rpartition("\n")[2].strip()
    lines = written.rstrip(" ").splitlines(keepends=True) if kept else written.rstrip().splitlines(keepends=True)
    last = written.splitlines()[len(lines) - 1]
    return start + sum(map(len, lines[:-1])) + len(last)
