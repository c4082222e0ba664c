"""YAML files to nodes with a line and a column for every key and value.

Built from the events of PyYAML's C parser, with an explicit stack: `safe_load` would turn `no` into False and forget
places; `compose` overflows the C stack on deeply nested brackets. Aliases are refused.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import yaml

from deckgen.model.diagnostics import Diagnostic, Finding, Span, finding, warning
from deckgen.model.nodes import Mapping, Node, Scalar, Sequence, SourceFile
from deckgen.sources.text import clean_text, has_escape, read_text

MAX_DEPTH = 32
"""Deeper than any card; far below what a malicious file needs to hurt."""

_YAML_TAG = "tag:yaml.org,2002:"
_PLAIN_TAGS = frozenset(f"{_YAML_TAG}{name}" for name in ("str", "int", "float", "bool", "null", "map", "seq"))
"""What a text, a list or a mapping is without a tag, too; any other would make something else of it."""


def read_source(path: Path, display: str, within: Path | None) -> tuple[SourceFile, tuple[Diagnostic, ...]]:
    """Read one YAML file into nodes.

    Args:
        within: The folder that it must lie in, wherever links lead; None for what comes with deckgen.

    Returns:
        The file and its diagnostics. A file with a syntax error has no root.
    """
    text = read_text(path, display, within)
    if isinstance(text, Diagnostic):
        return SourceFile(display, None, broken=True), (text,)
    return parse_clean(text, display)


def parse(text: str, name: str) -> tuple[SourceFile, tuple[Diagnostic, ...]]:
    """Parse YAML text into nodes; see `read_source`."""
    cleaned = clean_text(text, name)
    if isinstance(cleaned, Diagnostic):
        return SourceFile(name, None, broken=True), (cleaned,)
    return parse_clean(cleaned, name)


def parse_clean(text: str, name: str) -> tuple[SourceFile, tuple[Diagnostic, ...]]:
    """Parse text that `decode` or `clean_text` gave; see `read_source`."""
    builder = _Builder(name)
    try:
        builder.run(text)
    except _GiveUp as stop:
        return SourceFile(name, None, broken=True), (*builder.diagnostics, stop.diagnostic)
    except yaml.MarkedYAMLError as error:
        from deckgen.sources.yaml_problems import syntax_problem  # most files are YAML

        problem = syntax_problem(error.problem or str(error), error.problem_mark, error.context_mark, text, name)
        return SourceFile(name, None, broken=True), (*builder.diagnostics, problem)
    if builder.root is None and not builder.diagnostics:
        return SourceFile(name, None), (
            warning("empty-file", "the file is empty", "write something, or delete it").at(Span(name)),
        )
    return SourceFile(name, builder.root), tuple(builder.diagnostics)


class _GiveUp(Exception):  # noqa: N818 - not an error that anyone sees
    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


class _Builder:
    """Turns one file's events into a tree."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.diagnostics: list[Diagnostic] = []
        self._roots: list[Node] = []
        self._open: list[tuple[yaml.CollectionStartEvent, list[Node]]] = []
        """The collections whose ends have not come yet, each with what holds it."""
        self._documents = 0

    @property
    def root(self) -> Node | None:
        """The file's one node; None where nothing is written."""
        node = self._roots[0] if self._roots else None
        return None if isinstance(node, Scalar) and not node.text else node

    def run(self, text: str) -> None:
        """Consume all events of the text.

        Raises:
            yaml.YAMLError: The text is not YAML.
        """
        loader = yaml.CSafeLoader(text)
        take_event, scalar, end = loader.get_event, yaml.ScalarEvent, yaml.StreamEndEvent
        steps: dict[type, Callable[[Any, list[Node]], list[Node]]] = {
            yaml.MappingStartEvent: self._begin,
            yaml.SequenceStartEvent: self._begin,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.DocumentStartEvent: self._begin_document,
            yaml.AliasEvent: self._refuse_alias,
        }
        items = self._roots
        try:
            while True:
                event: Any = take_event()
                kind = type(event)
                if kind is scalar:
                    style, mark = event.style, event.start_mark
                    if style == '"' or event.tag is not None or event.anchor is not None:
                        self._check_scalar(event)
                    items.append(Scalar(event.value, mark.line + 1, mark.column + 1, style))
                elif kind in steps:
                    items = steps[kind](event, items)
                elif kind is end:
                    return
        finally:
            loader.dispose()

    def _check_scalar(self, event: yaml.ScalarEvent) -> None:
        if event.style == '"' and has_escape(event.value):
            what = finding(
                "control-character.escape",
                "a backslash inside double quotes begins an escape, which makes an invisible character",
                "use single quotes or a block ('|') for LaTeX",
            )
            self._report(event, what)
        self._check_properties(event)

    def _begin(self, event: yaml.CollectionStartEvent, items: list[Node]) -> list[Node]:
        """Begin a mapping or a sequence in what holds it; gives where the next node goes, as the other steps do."""
        self._check_properties(event)
        if len(self._open) >= MAX_DEPTH:
            what = finding(
                "too-deep",
                "nested more than {most} levels deep",
                "no card is so deep; look for an extra bracket",
                most=MAX_DEPTH,
            )
            raise _GiveUp(what.at(_span(self.name, event)))
        self._open.append((event, items))
        return []

    def _end(self, event: yaml.Event, items: list[Node]) -> list[Node]:
        start, outer = self._open.pop()
        mark: Any = start.start_mark
        if isinstance(event, yaml.SequenceEndEvent):
            outer.append(Sequence(tuple(items), mark.line + 1, mark.column + 1))
            return outer
        keys: list[Any] = items[::2]
        values = items[1::2]
        by_text = {key.text: value for key, value in zip(keys, values, strict=True) if isinstance(key, Scalar)}
        if len(by_text) < len(keys):
            keys, by_text = self._sound_pairs(keys, values, flow=bool(start.flow_style))
        outer.append(Mapping(tuple(keys), by_text, mark.line + 1, mark.column + 1, bool(start.flow_style)))
        return outer

    def _begin_document(self, event: yaml.Event, items: list[Node]) -> list[Node]:
        self._documents += 1
        if self._documents > 1:
            what = finding("second-document", "a second YAML document in one file", "split it into two files")
            raise _GiveUp(what.at(_span(self.name, event)))
        return items

    def _refuse_alias(self, event: yaml.AliasEvent, _: list[Node]) -> NoReturn:
        what = finding(
            "yaml-alias.alias",
            "YAML reads '*{name}' as an alias",
            "write the text out; to begin a text with '*', put it in quotes",
            name=event.anchor or "",
        )
        raise _GiveUp(what.at(_span(self.name, event)))

    def _check_properties(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        """Report a node's tag and anchor."""
        if event.tag is not None and event.tag not in _PLAIN_TAGS:
            what = finding(
                "yaml-tag",
                "'{tag}' is a tag to YAML, not text",
                "put text that begins with '!' in quotes",
                tag=event.tag.replace(_YAML_TAG, "!!", 1),
            )
            self._report(event, what)
        if event.anchor is not None:
            what = finding(
                "yaml-alias.anchor",
                "YAML reads '&{name}' as an anchor",
                "write the text out; to begin a text with '&', put it in quotes",
                name=event.anchor,
            )
            self._report(event, what)

    def _sound_pairs(self, keys: list[Node], values: list[Node], *, flow: bool) -> tuple[list[Scalar], dict[str, Node]]:
        """The pairs of a mapping but for those whose key is no text or is repeated, which are reported."""
        sound: dict[str, Scalar] = {}
        by_text: dict[str, Node] = {}
        for key, value in zip(keys, values, strict=True):
            if isinstance(key, Mapping) and key.flow and flow and not sound:
                continue  # `{{c1::x}}` without quotes: the reader of the text reports it
            place = Span(self.name, key.line, key.column)
            if not isinstance(key, Scalar):
                hint = "put text that begins with '{{' or '[' in quotes"
                self.diagnostics.append(finding("bad-key", "a key must be text", hint).at(place))
            elif key.text in sound:
                self.diagnostics.append(
                    finding(
                        "duplicate-key",
                        "key '{name}' is here twice (first on line {line:d})",
                        "keep one of them; another card begins with '- '",
                        name=key.text,
                        line=sound[key.text].line,
                    ).at(place)
                )
            else:
                sound[key.text], by_text[key.text] = key, value
        return list(sound.values()), by_text

    def _report(self, event: yaml.Event, what: Finding) -> None:
        self.diagnostics.append(what.at(_span(self.name, event)))


def _span(name: str, event: yaml.Event) -> Span:
    """Where an event begins."""
    mark: Any = event.start_mark  # every event of the parser has one
    return Span(name, mark.line + 1, mark.column + 1)
