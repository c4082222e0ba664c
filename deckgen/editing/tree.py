"""A YAML file as a tree whose every node knows where it begins and ends, as far as YAML can read the file."""

import unicodedata
from bisect import bisect_left
from collections import Counter
from functools import lru_cache
from itertools import takewhile
from typing import Literal, NamedTuple, cast

import yaml

BOM = "\ufeff"


class TreeNode(NamedTuple):
    """A node where it is written."""

    number: int
    """Its index in `Tree.nodes`."""
    parent: int
    """The index of the collection that holds it; -1 for a document's root."""
    depth: int
    kind: Literal["scalar", "list", "mapping", "alias"]
    text: str
    """A scalar as YAML reads it, or an alias's name."""
    style: str
    """A scalar's style, as in `model.Scalar`."""
    properties: tuple[str | None, str | None]
    """Its anchor and its tag."""
    start: int
    """Offset of its first character."""
    end: int
    """Offset after its last character; of a block scalar, after its last line's text. A collection's is its start."""
    line: int
    """1-based."""
    column: int
    """0-based, in characters as written."""
    indent: int
    """The column, 0-based, of the key or the dash that it belongs to."""
    flow: bool
    """Whether it is written in brackets or braces, or inside some."""
    is_key: bool

    @property
    def is_shared(self) -> bool:
        """Whether it has an anchor or a tag: it may be read elsewhere, or as something else."""
        return any(self.properties)


class Tree(NamedTuple):
    """A file, read."""

    text: str
    """The file as it is: any line ends, composed or not, with or without a byte-order mark."""
    nodes: tuple[TreeNode, ...]
    """In the file's order: a collection before what it holds, a key before its value."""
    broken: tuple[int, int] | None
    """Line and column, 1-based, where YAML can read no further; None where it can read all."""

    @property
    def scalars(self) -> tuple[TreeNode, ...]:
        """Its keys and texts."""
        return tuple(node for node in self.nodes if node.kind == "scalar")

    def scalar_at(self, line: int, column: int) -> TreeNode | None:
        """The scalar that begins at a diagnostic's place, whose column counts characters of the composed text."""
        first = bisect_left(self.nodes, line, key=lambda node: node.line)
        for node in takewhile(lambda node: node.line == line, self.nodes[first:]):
            before = self.text[node.start - node.column : node.start]
            if node.kind == "scalar" and len(unicodedata.normalize("NFC", before)) == column - 1:
                return node
        return None

    def children(self, parent: TreeNode) -> tuple[TreeNode, ...]:
        """What a collection holds: a list's items, a mapping's keys and values in turn."""
        inside = takewhile(lambda node: node.depth > parent.depth, self.nodes[parent.number + 1 :])
        return tuple(node for node in inside if node.parent == parent.number)

    def pairs(self, mapping: TreeNode) -> tuple[tuple[TreeNode, TreeNode], ...]:
        """The keys of a mapping, each with its value."""
        inside = self.children(mapping)
        return tuple(zip(inside[::2], inside[1::2], strict=False))

    def reading(self, without: int) -> tuple[tuple[object, ...], ...]:
        """What YAML reads of each node that begins on any line but one: equal readings mean the same."""
        nodes = (node for node in self.nodes if node.line != without)
        return tuple((node.depth, node.kind, node.text, node.properties) for node in nodes)


@lru_cache(maxsize=2)
def read_tree(text: str) -> Tree:
    """Read a file's text until its end, or until it is no YAML any more."""
    shift = len(BOM) if text.startswith(BOM) else 0
    loader = yaml.CSafeLoader(text[shift:])
    nodes: list[TreeNode] = []
    open_: list[TreeNode] = []
    children = Counter[int]()
    broken = None
    try:
        while not isinstance(event := loader.get_event(), yaml.StreamEndEvent):
            if isinstance(event, yaml.CollectionEndEvent):
                open_.pop()
            elif isinstance(event, yaml.NodeEvent):
                parent = open_[-1] if open_ else None
                above = parent.number if parent else -1
                nodes.append(_node(event, text, shift, len(nodes), parent, children[above]))
                children[above] += 1
                if isinstance(event, yaml.CollectionStartEvent):
                    open_.append(nodes[-1])
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        broken = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    finally:
        loader.dispose()
    return Tree(text, tuple(nodes), broken)


def _node(event: yaml.NodeEvent, text: str, shift: int, number: int, parent: TreeNode | None, place: int) -> TreeNode:
    """A node by the event that begins it; `place` counts its parent's children before it."""
    begin, after = cast("yaml.Mark", event.start_mark), cast("yaml.Mark", event.end_mark)
    start = end = begin.index + shift
    kind: Literal["scalar", "list", "mapping", "alias"] = "alias"
    read, style, tag, flow = event.anchor or "", "", None, parent is not None and parent.flow
    if isinstance(event, yaml.ScalarEvent):
        kind, read, style, tag = "scalar", event.value, event.style or "", event.tag
        end = after.index + shift
        if style in {"|", ">"}:
            end = _block_end(text, start, end, read)
    elif isinstance(event, yaml.CollectionStartEvent):
        kind = "mapping" if isinstance(event, yaml.MappingStartEvent) else "list"
        read, tag, flow = "", event.tag, flow or bool(event.flow_style)
    return TreeNode(
        number=number,
        parent=parent.number if parent else -1,
        depth=parent.depth + 1 if parent else 0,
        kind=kind,
        text=read,
        style=style,
        properties=(event.anchor, tag),
        start=start,
        end=end,
        line=begin.line + 1,
        column=begin.column,
        indent=parent.column if parent else 0,
        flow=flow,
        is_key=parent is not None and parent.kind == "mapping" and place % 2 == 0,
    )


def _block_end(text: str, start: int, end: int, value: str) -> int:
    """Where a block scalar's text ends: libyaml counts blank lines and the next line's indentation to it."""
    written = text[start:end]
    kept = value.endswith("\n\n") or not value.rstrip("\n").rpartition("\n")[2].strip()
    text_lines = (written if end == len(text) else written.rstrip(" ")) if kept else written.rstrip()
    lines = text_lines.splitlines(keepends=True)
    last = written.splitlines()[len(lines) - 1]
    return start + sum(map(len, lines[:-1])) + len(last)
