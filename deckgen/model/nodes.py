"""What a YAML file holds, with places."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct


class Scalar(Struct, frozen=True, gc=False):
    """A YAML scalar. Every scalar is text: `no`, `1.10` and `2024-01-01` stay as typed."""

    text: str
    line: int
    """1-based."""
    column: int
    """1-based, in characters."""
    style: str = ""
    """YAML's style indicator: `|`, `>`, `'`, `"`, or empty for a plain scalar."""


class Sequence(Struct, frozen=True):
    """A YAML list."""

    items: tuple[Node, ...]
    line: int
    column: int


class Mapping(Struct, frozen=True):
    """A YAML mapping; repeated keys were reported and dropped."""

    keys: tuple[Scalar, ...]
    """In source order."""
    values: dict[str, Node]
    """By the texts of the keys, in the same order."""
    line: int
    column: int
    flow: bool = False
    """Whether it was written with braces; `{{c1::…}}` without quotes is read so."""

    def get(self, key: str) -> Node | None:
        """The value under a key, or None."""
        return self.values.get(key)


Node: TypeAlias = Scalar | Sequence | Mapping


class SourceFile(Struct, frozen=True):
    """A YAML file, read."""

    path: str
    """As the author would type it; what diagnostics say."""
    root: Node | None
    """None for an empty file, and for a broken one."""
    broken: bool = False
    """Whether it could not be read: which cards it holds is unknown."""
