"""The one reader of typed values: what `deck.yaml`, card files and `kind.yaml` hold below their keys.

A value that does not fit is reported, and read as if nothing were written.
"""

import re
from collections.abc import Callable, Collection, Iterator
from typing import TypeAlias

from deckgen.model.diagnostics import Finding, finding, unknown_word, with_nearest
from deckgen.model.nodes import Mapping, Node, Scalar, Sequence
from deckgen.sources.field_names import near_field
from deckgen.sources.value_messages import BAD_VALUE, MISSING_KEY

Report: TypeAlias = Callable[[Node, Finding], None]
"""Takes a node and what was found there."""
_OF_NAMES = frozenset({"tags", "requires", "ignore", "slices", "html", "fields"})
"""Lists whose items hold no comma."""


MAX_TEXT = 200_000
"""Characters of one text, which all of deckgen and Anki's editor can handle; real fields stay below a tenth."""


class MappingReader:
    """Reads the values of one mapping.

    Args:
        where: The file that holds it, for messages: `deck.yaml`.
        report: Where problems go.
    """

    def __init__(self, mapping: Mapping, where: str, report: Report) -> None:
        self.mapping = mapping
        self._where = where
        self._report = report

    def only(self, known: Collection[str]) -> set[str]:
        """Report keys that mean nothing here; returns the known ones that were meant."""
        meant: set[str] = set()
        unknown = [key for key in self.mapping.keys if key.text not in known]
        for key in unknown:
            from deckgen.sources.yaml_problems import odd_indent  # most keys are known

            if odd := odd_indent(key.text):  # to YAML it is the key's first letter
                self._report(key, odd[1])
                continue
            near = near_field(key.text, known, self.mapping.values)
            self._report(key, unknown_key(near, key.text, self._where))
            meant.update(near[1].get("near", "").split())
        return meant

    def text(self, key: str, *, required: str = "") -> str:
        """One text, without blanks around it.

        Args:
            required: Which case of `missing-key` it is where nothing is written; empty where that is fine.
        """
        node = self.mapping.get(key)
        scalar = None if node is None else read_text(node, key, self._report)
        text = scalar.text.strip() if scalar else ""
        if required and not text and (node is None or scalar is not None):
            self._report(node or self.mapping, finding(*MISSING_KEY[required], where=self._where, name=key))
        return text

    def matching(self, key: str, pattern: str, case: str, *, required: str = "") -> str:
        """One text that matches a pattern as a whole.

        Args:
            case: Which case of `bad-value` it is where it does not match.
            required: As for `text`.
        """
        text = self.text(key, required=required)
        if not text or re.fullmatch(pattern, text):
            return text
        self._report(self.mapping.get(key) or self.mapping, finding(*BAD_VALUE[case], text=text, name=key))
        return ""

    def one_of(self, key: str, words: Collection[str], default: str) -> str | None:
        """One of some words; the default where nothing is written, None where it is no such word."""
        text = self.text(key) or default
        if text in words:
            return text
        wrong = unknown_word("bad-value", "'{text}' is not valid for '{name}'", "", text, words, text=text, name=key)
        self._report(self.mapping.get(key) or self.mapping, wrong)
        return None

    def texts(self, key: str, *, required: str = "") -> tuple[Scalar, ...]:
        """A list of texts; see `read_texts`.

        Args:
            required: As for `text`.
        """
        node = self.mapping.get(key)
        written = node.text.strip() if isinstance(node, Scalar) else node.items if isinstance(node, Sequence) else node
        if required and not written:
            self._report(node or self.mapping, finding(*MISSING_KEY[required], where=self._where, name=key))
        return read_texts(node, key, self._report)

    def flag(self, key: str) -> bool:
        """`true` or `false`; false where nothing is written."""
        node = self.mapping.get(key)
        return node is not None and bool(read_flag(node, key, self._report))

    def mappings(self, key: str, shape: str) -> Iterator[Mapping]:
        """A list of mappings, one of which looks like `shape`."""
        node = self.mapping.get(key)
        if node is not None and not isinstance(node, Sequence):
            hint = "write '- {shape}' lines below it"
            what = finding("wrong-type.list-of-mappings", "'{name}' must be a list", hint, name=key, shape=shape)
            self._report(node, what)
        for item in node.items if isinstance(node, Sequence) else ():
            if isinstance(item, Mapping):
                yield item
            else:
                self._report(
                    item,
                    finding(
                        "wrong-type.item-mapping",
                        "each item of '{name}' must have keys and values",
                        "write '- {shape}'",
                        name=key,
                        shape=shape,
                    ),
                )


def read_text(node: Node, name: str, report: Report) -> Scalar | None:
    """One text; None where there is something else."""
    if isinstance(node, Scalar):
        if len(node.text) > MAX_TEXT:
            report(node, _too_long(node))
        return node
    many_lines = "write one text; after '|' it may have many lines"
    mapping = "'{name}' must be text, not keys and values"
    if isinstance(node, Sequence):
        wrong = finding("wrong-type.list-for-text", "'{name}' must be text, not a list", many_lines, name=name)
    elif node.flow:
        hint = "put text that begins with '{{' in single quotes"
        wrong = finding("wrong-type.braces-for-text", mapping, hint, name=name)
    else:
        wrong = finding("wrong-type.mapping-for-text", mapping, many_lines, name=name)
    report(node, wrong)
    return None


def unknown_key(near: tuple[str, dict[str, str]], name: str, where: str) -> Finding:
    """A key that means nothing in a file, or in what `where` names."""
    return with_nearest("unknown-key", "unknown key '{name}' in {where}", "", near, name=name, where=where)


def read_flag(node: Node, name: str, report: Report) -> bool | None:
    """`true` or `false`; None where there is something else."""
    word = node.text.lower() if isinstance(node, Scalar) else ""
    if word not in {"true", "false"}:
        report(
            node,
            finding(
                "wrong-type.flag", "'{name}' must be true or false", "write 'true', or leave the line out", name=name
            ),
        )
        return None
    return word == "true"


def _too_long(text: Scalar) -> Finding:
    return finding(
        "too-long",
        "a text of {n} characters (at most {most})",
        "split it over several cards",
        n=len(text.text),
        most=MAX_TEXT,
    )


def read_texts(node: Node | None, name: str, report: Report) -> tuple[Scalar, ...]:
    """A list of texts, or one text for a list of one; blank ones are left out."""
    if node is None:
        return ()
    if isinstance(node, Scalar):
        if name in _OF_NAMES and not node.style and ", " in node.text:
            message, hint = "'{name}' is one text with a comma in it, not a list", "write {name}: [{text}]"
            report(node, finding("wrong-type.comma", message, hint, name=name, text=node.text.strip()))
            return ()
        items: tuple[Node, ...] = (node,)
    elif isinstance(node, Mapping):
        hint = "begin each line below it with '- '"
        report(node, finding("wrong-type.list-of-texts", "'{name}' must be a list of texts", hint, name=name))
        return ()
    else:
        items = node.items
    texts: list[Scalar] = []
    for item in items:
        if not isinstance(item, Scalar):
            hint = "quote text that holds ': ' or begins with '{{' or '['"
            report(item, finding("wrong-type.item-text", "each item of '{name}' must be text", hint, name=name))
        elif item.text.strip():
            if len(item.text) > MAX_TEXT:
                report(item, _too_long(item))
            texts.append(item)
    return tuple(texts)
