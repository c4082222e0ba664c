"""The one reader of typed values: what `deck.yaml`, card files and `kind.yaml` hold below their keys.

A value that does not fit is reported, and read as if nothing stood there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from deckgen.diagnostics import did_you_mean
from deckgen.model import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

Report: TypeAlias = Callable[[Node, str, str, str], None]
"""Takes a node, a rule, a message and a hint."""
_OF_NAMES = frozenset({"tags", "requires", "ignore", "slices"})
"""Lists whose items hold no comma."""


class MappingReader:
    """Reads the values of one mapping.

    Args:
        mapping: The mapping.
        where: What holds it, for messages: `deck.yaml`.
        report: Where problems go.
    """

    def __init__(self, mapping: Mapping, where: str, report: Report) -> None:
        self.mapping = mapping
        self._where = where
        self._report = report

    def only(self, known: Collection[str]) -> set[str]:
        """Report keys that mean nothing here; returns the hints."""
        hints: set[str] = set()
        for key, _ in self.mapping.pairs:
            if key.text not in known:
                hint = did_you_mean(key.text, known)
                self._report(key, "unknown-key", f"'{key.text}' means nothing in {self._where}", hint)
                hints.add(hint)
        return hints

    def text(self, key: str, hint: str = "", *, required: bool = False) -> str:
        """One text, without blanks around it."""
        node = self.mapping.get(key)
        scalar = None if node is None else read_text(node, key, self._report, hint)
        text = scalar.text.strip() if scalar else ""
        if required and not text and (node is None or scalar is not None):
            self._report(node or self.mapping, "missing-field", f"{self._where} has no '{key}'", hint)
        return text

    def matching(self, key: str, pattern: str, hint: str, *, required: bool = False) -> str:
        """One text that matches a pattern as a whole."""
        text = self.text(key, hint, required=required)
        if not text or re.fullmatch(pattern, text):
            return text
        self._report(self.mapping.get(key) or self.mapping, "bad-value", f"'{text}' does not fit '{key}'", hint)
        return ""

    def one_of(self, key: str, words: Collection[str], default: str) -> str | None:
        """One of some words; the default where nothing is written, None where it is no such word."""
        text = self.text(key) or default
        if text in words:
            return text
        self._report(
            self.mapping.get(key) or self.mapping,
            "bad-value",
            f"'{text}' does not fit '{key}'",
            did_you_mean(text, words),
        )
        return None

    def texts(self, key: str) -> tuple[Scalar, ...]:
        """A list of texts; see `read_texts`."""
        return read_texts(self.mapping.get(key), key, self._report)

    def flag(self, key: str) -> bool:
        """`true` or `false`; false where nothing is written."""
        node = self.mapping.get(key)
        return node is not None and bool(read_flag(node, key, self._report))

    def mappings(self, key: str, shape: str) -> Iterator[Mapping]:
        """A list of mappings, one of which looks like `shape`."""
        node = self.mapping.get(key)
        if node is not None and not isinstance(node, Sequence):
            self._report(node, "wrong-type", f"'{key}' must be a list", f"write '- {shape}' lines below it")
        for item in node.items if isinstance(node, Sequence) else ():
            if isinstance(item, Mapping):
                yield item
            else:
                self._report(item, "wrong-type", f"each of '{key}' must have keys and values", f"write '- {shape}'")


def read_text(node: Node, name: str, report: Report, hint: str = "") -> Scalar | None:
    """One text; None where there is something else."""
    if isinstance(node, Scalar):
        return node
    written = "a list" if isinstance(node, Sequence) else "keys and values"
    if isinstance(node, Mapping) and node.flow:
        hint = "put text that begins with '{' in single quotes"
    hint = hint or "write one text; after '|' it may have many lines"
    report(node, "wrong-type", f"'{name}' must be text, not {written}", hint)
    return None


def read_flag(node: Node, name: str, report: Report) -> bool | None:
    """`true` or `false`; None where there is something else."""
    word = node.text.lower() if isinstance(node, Scalar) else ""
    if word not in {"true", "false"}:
        report(node, "wrong-type", f"'{name}' must be true or false", "write 'true', or leave the line out")
        return None
    return word == "true"


def read_texts(node: Node | None, name: str, report: Report) -> tuple[Scalar, ...]:
    """A list of texts, or one text for a list of one; blank ones are left out."""
    if node is None:
        return ()
    if isinstance(node, Scalar):
        if name in _OF_NAMES and not node.style and ", " in node.text:
            hint = f"write {name}: [{node.text.strip()}]"
            report(node, "wrong-type", f"'{name}' is one text with a comma in it, not a list", hint)
            return ()
        return (node,) if node.text.strip() else ()
    if isinstance(node, Mapping):
        report(node, "wrong-type", f"'{name}' must be a list of texts", "begin each line below it with '- '")
        return ()
    for item in node.items:
        if not isinstance(item, Scalar):
            hint = "quote text that holds ': ' or begins with '{' or '['"
            report(item, "wrong-type", f"each of '{name}' must be text", hint)
    return tuple([item for item in node.items if isinstance(item, Scalar) and item.text.strip()])
