"""YAML files to nodes with a line and a column for every key and value.

Built from the events of PyYAML's C parser, with an explicit stack: `safe_load` would turn `no` into False and forget
places; `compose` overflows the C stack on deeply nested brackets and never ends on an alias to itself.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Protocol, cast

import yaml

from deckgen.diagnostics import DeckgenError, Diagnostic, Severity, Span
from deckgen.model import Mapping, Node, Scalar, Sequence, SourceFile
from deckgen.source_hints import syntax_hint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

MAX_DEPTH = 32
"""Deeper than any card; far below what a malicious file needs to hurt."""
MAX_EXPANDED = 200_000
"""Nodes that a file's aliases may stand for, all told."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_SUFFIXES = (".yaml", ".yml")
_RESERVED_FOLDERS = frozenset({"kinds", "media"})


def find_card_files(cards: Path) -> tuple[Path, ...]:
    """The card files below a cards folder, in study order: by path, in Unicode's composed form.

    `deck.yaml`, hidden files, `kinds/` and `media/` are not card files.

    Raises:
        DeckgenError: There is no such folder.
    """
    if not cards.is_dir():
        raise DeckgenError(
            f"no cards folder at '{cards}'",
            "name the folder that holds deck.yaml, or run deckgen where a folder 'cards' stands",
        )
    found: list[tuple[str, Path]] = []
    for path in cards.rglob("*"):
        relative = path.relative_to(cards)
        hidden = any(part.startswith(".") for part in relative.parts)
        if path.suffix.lower() not in _SUFFIXES or hidden or relative.parts[0] in _RESERVED_FOLDERS:
            continue
        if relative.as_posix() not in {"deck.yaml", "deck.yml"} and path.is_file():
            found.append((unicodedata.normalize("NFC", relative.as_posix()), path))
    return tuple(path for _, path in sorted(found))


def read_source(path: Path, display: str | None = None) -> tuple[SourceFile, tuple[Diagnostic, ...]]:
    """Read one YAML file into nodes.

    Args:
        path: The file.
        display: What diagnostics call it; the path itself by default.

    Returns:
        The file and its diagnostics. A file with a syntax error has no root.
    """
    name = display or path.as_posix()
    try:
        data = path.read_bytes()
    except OSError as error:
        problem = Diagnostic(Span(name), "unreadable-file", f"cannot be read: {error.strerror}")
        return SourceFile(name, None), (problem,)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8-sig", errors="replace")
        problem = Diagnostic(
            _place(name, good, len(good)),
            "not-utf8",
            f"byte 0x{data[error.start]:02x} is not UTF-8",
            "save the file as UTF-8",
        )
        return SourceFile(name, None), (problem,)
    return parse(text, name)


def parse(text: str, name: str) -> tuple[SourceFile, tuple[Diagnostic, ...]]:
    """Parse YAML text into nodes; see `read_source`."""
    bad = _FORBIDDEN.search(text)
    if bad:
        message = f"control character U+{ord(bad.group()):04X} in the file"
        problem = Diagnostic(
            _place(name, text, bad.start()),
            "control-character",
            message,
            "delete it: Anki refuses such fields",
        )
        return SourceFile(name, None), (problem,)
    builder = _Builder(name)
    try:
        builder.run(text)
    except _GiveUp as stop:
        return SourceFile(name, None), (*builder.diagnostics, stop.diagnostic)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        span = Span(name, mark.line + 1, mark.column + 1) if mark else Span(name)
        rule, message, hint = syntax_hint(error.problem or str(error), text, span)
        return SourceFile(name, None), (*builder.diagnostics, Diagnostic(span, rule, message, hint))
    except yaml.YAMLError as error:
        return SourceFile(name, None), (Diagnostic(Span(name), "yaml-syntax", str(error)),)
    if builder.root is None and not builder.diagnostics:
        empty = Diagnostic(Span(name), "empty-file", "the file is empty", severity=Severity.WARNING)
        return SourceFile(name, None), (empty,)
    return SourceFile(name, builder.root), tuple(builder.diagnostics)


def scalars(node: Node | None) -> Iterator[Scalar]:
    """The scalars of a list, or the one scalar itself; nothing for what is neither."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        yield from (item for item in node.items if isinstance(item, Scalar))


def _place(name: str, text: str, offset: int) -> Span:
    before = text[:offset]
    line = before.count("\n")
    return Span(name, line + 1, offset - (before.rfind("\n") + 1) + 1)


class _GiveUp(Exception):  # noqa: N818 - not an error that anyone sees
    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


class _Mark(Protocol):
    line: int
    column: int


class _Event(Protocol):
    """What of PyYAML's events is used here; not every event has all of it."""

    start_mark: _Mark
    anchor: str | None
    value: str
    style: str | None
    flow_style: bool | None


class _Open:
    """A collection whose end has not come yet."""

    __slots__ = ("anchor", "below", "column", "flow", "items", "line", "mapping")

    def __init__(self, event: _Event, *, mapping: bool) -> None:
        self.mapping = mapping
        self.items: list[Node] = []
        self.line = event.start_mark.line + 1
        self.column = event.start_mark.column + 1
        self.anchor: str | None = event.anchor
        self.flow = bool(event.flow_style)
        self.below = 0
        """Nodes below its own items."""

    @property
    def size(self) -> int:
        return 1 + len(self.items) + self.below


class _Builder:
    """Turns one file's events into a tree."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root: Node | None = None
        self.diagnostics: list[Diagnostic] = []
        self._stack: list[_Open] = []
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._expanded = 0
        self._documents = 0

    def run(self, text: str) -> None:
        """Consume all events of the text.

        Raises:
            yaml.YAMLError: The text is not YAML.
        """
        loader = yaml.CSafeLoader(text)
        try:
            next_event = cast("Callable[[], _Event]", loader.get_event)
            scalar: type = yaml.ScalarEvent
            end: type = yaml.StreamEndEvent
            stack = self._stack
            while True:
                event = next_event()
                kind: type = event.__class__
                if kind is scalar:
                    mark = event.start_mark
                    value = event.value
                    style = event.style or ""
                    if style == '"' and _FORBIDDEN.search(value):
                        self._report(event, "control-character", "an escape makes a control character")
                    node = Scalar(value, mark.line + 1, mark.column + 1, style)
                    if stack and event.anchor is None:
                        stack[-1].items.append(node)
                    else:
                        self._add(node, 1, event.anchor)
                elif kind is end:
                    return
                else:
                    self._structure(event)
        finally:
            loader.dispose()

    def _structure(self, event: _Event) -> None:
        kind: type = event.__class__
        if kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            if len(self._stack) >= MAX_DEPTH:
                self._stop(event, "too-deep", f"nested more than {MAX_DEPTH} levels deep")
            self._stack.append(_Open(event, mapping=kind is yaml.MappingStartEvent))
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            done = self._stack.pop()
            node = self._mapping(done) if done.mapping else Sequence(tuple(done.items), done.line, done.column)
            self._add(node, done.size, done.anchor)
        elif kind is yaml.AliasEvent:
            self._alias(event)
        elif kind is yaml.DocumentStartEvent:
            self._documents += 1
            if self._documents > 1:
                self._stop(event, "second-document", "a second YAML document in one file", "split it into two files")

    def _alias(self, event: _Event) -> None:
        anchor = event.anchor or ""
        if anchor not in self._anchors:
            if any(open_.anchor == event.anchor for open_ in self._stack):
                self._stop(event, "alias-loop", f"alias '*{event.anchor}' stands inside what it names")
            self._stop(event, "unknown-alias", f"no anchor '&{event.anchor}' before this alias")
        node, size = self._anchors[anchor]
        self._expanded += size
        if self._expanded > MAX_EXPANDED:
            message = f"aliases in this file expand to more than {MAX_EXPANDED:,} nodes"
            self._stop(event, "alias-explosion", message, "write the texts out")
        self._add(node, size, None)

    def _add(self, node: Node, size: int, anchor: str | None) -> None:
        if anchor:
            self._anchors[anchor] = (node, size)
        if self._stack:
            parent = self._stack[-1]
            parent.items.append(node)
            parent.below += size - 1
        else:
            self.root = None if isinstance(node, Scalar) and not node.text else node

    def _mapping(self, done: _Open) -> Mapping:
        pairs: list[tuple[Scalar, Node]] = []
        seen: dict[str, Scalar] = {}
        items = iter(done.items)
        for key, value in zip(items, items, strict=True):
            if not isinstance(key, Scalar):
                span = Span(self.name, key.line, key.column)
                hint = "put text that begins with '{' or '[' in quotes"
                self.diagnostics.append(Diagnostic(span, "bad-key", "a key must be text", hint))
            elif key.text in seen:
                span = Span(self.name, key.line, key.column)
                message = f"key '{key.text}' is here twice (first on line {seen[key.text].line})"
                self.diagnostics.append(Diagnostic(span, "duplicate-key", message, "keep one of them"))
            else:
                seen[key.text] = key
                pairs.append((key, value))
        return Mapping(tuple(pairs), done.line, done.column, done.flow)

    def _report(self, event: _Event, rule: str, message: str, hint: str = "") -> None:
        span = Span(self.name, event.start_mark.line + 1, event.start_mark.column + 1)
        self.diagnostics.append(Diagnostic(span, rule, message, hint))

    def _stop(self, event: _Event, rule: str, message: str, hint: str = "") -> None:
        span = Span(self.name, event.start_mark.line + 1, event.start_mark.column + 1)
        raise _GiveUp(Diagnostic(span, rule, message, hint))


def read_all(files: Iterable[tuple[Path, str]]) -> tuple[tuple[SourceFile, ...], tuple[Diagnostic, ...]]:
    """Read several files, each given with its display name; see `read_source`."""
    results = [read_source(path, display) for path, display in files]
    return tuple(r[0] for r in results), tuple(d for r in results for d in r[1])
