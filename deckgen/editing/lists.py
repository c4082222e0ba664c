"""Texts added to a list of a mapping in a YAML file: behind its last item, or as a list of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import yaml

from deckgen.editing.places import BOM
from deckgen.editing.scalars import Spot, Style, first_that_holds

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

_ONE_LINE = (Style.PLAIN, Style.SINGLE, Style.DOUBLE)


class Items(NamedTuple):
    """Texts for a list in a mapping, which need not be there yet."""

    line: int
    """1-based: where a text stands that is a value of the mapping."""
    column: int
    """1-based."""
    key: str
    """The list's: letters, digits, `-` and `_`."""
    texts: tuple[str, ...]


class ListPlace(NamedTuple):
    """A list in its file."""

    start: int
    """Offset of its bracket or its first dash, or of the one text that stands for a list."""
    last: int
    """Offset of its last text; -1 where it has none."""
    flow: bool
    """Whether it stands in brackets."""
    alone: bool
    """Whether a text stands for a list of one, or nothing for an empty one."""
    column: int
    """Of its bracket or its dashes, from 0."""


def lists_beside(text: str, key: str, offsets: Collection[int]) -> Mapping[int, ListPlace | None]:
    """The lists under a key of the mappings that have a value at some places.

    Args:
        text: The file as it is.
        key: The key.
        offsets: Where the values begin.

    Returns:
        Each offset that was found → the list; None where its mapping has no such key.

    Raises:
        ValueError: One has the key, but no list of texts under it.
        yaml.YAMLError: The file is not YAML.
    """
    shift = len(BOM) if text.startswith(BOM) else 0
    found: dict[int, ListPlace | None] = {}
    stack = [yaml.compose(text[shift:], Loader=yaml.CSafeLoader)]
    while stack:
        node = stack.pop()
        if isinstance(node, yaml.SequenceNode):
            stack += node.value
        elif isinstance(node, yaml.MappingNode):
            stack += [value for _, value in node.value]
            starts = {value.start_mark.index + shift for _, value in node.value}
            for offset in starts & {*offsets}:
                under = next((value for name, value in node.value if name.value == key), None)
                found[offset] = None if under is None else _place(under, shift)
    return found


def _place(node: yaml.Node, shift: int) -> ListPlace:
    start = node.start_mark.index + shift
    if isinstance(node, yaml.ScalarNode) and node.style not in {"|", ">"}:
        return ListPlace(start, start, flow=False, alone=True, column=node.start_mark.column)
    if not isinstance(node, yaml.SequenceNode) or not all(isinstance(item, yaml.ScalarNode) for item in node.value):
        raise ValueError("what stands under the key is no list of texts")
    if node.value and node.value[-1].style in {"|", ">"}:
        raise ValueError("the list ends in a block")
    last = node.value[-1].start_mark.index + shift if node.value else -1
    return ListPlace(start, last, flow=bool(node.flow_style), alone=False, column=node.start_mark.column)


def in_brackets(texts: Iterable[str], parent: int) -> str:
    """Texts as the items of a list in brackets, without these.

    Raises:
        ValueError: YAML cannot hold one of them there.
    """
    return ", ".join(first_that_holds(text, _ONE_LINE, Spot(parent, flow=True)) for text in texts)


def with_dashes(texts: Iterable[str], column: int) -> str:
    """Texts as the items of a list below each other, each behind a line break.

    Raises:
        ValueError: YAML cannot hold one of them there.
    """
    return "".join(f"\n{' ' * column}- {first_that_holds(text, _ONE_LINE, Spot(column))}" for text in texts)
