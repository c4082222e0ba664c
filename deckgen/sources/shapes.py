"""The shapes that field values may have in a source: text, list of texts, flag."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from deckgen.model import FieldSpec, Format, Mapping, Node, Scalar, Sequence

Report: TypeAlias = Callable[[Node, str, str, str], None]
"""Takes a node, a rule, a message and a hint."""
_MARKDOWN = Format.MARKDOWN  # looked up once, not for every field
_OF_NAMES = frozenset({"tags", "requires", "ignore", "slices"})
"""Lists whose items hold no comma."""
Values: TypeAlias = dict[str, tuple[Scalar, ...]]
"""Field name → its texts."""


def read_field(spec: FieldSpec, node: Node, values: Values, report: Report) -> None:
    """Check one field's value and put its texts under its name; blank text counts as nothing.

    Args:
        spec: The field.
        node: What the author wrote.
        values: The card's values so far; added to.
        report: Where problems go.
    """
    form = spec.format
    if form is _MARKDOWN:
        if isinstance(node, Scalar):
            if node.text and not node.text.isspace():
                values[spec.name] = (node,)
        else:
            _not_text(spec.name, node, report)
    elif form is Format.FLAG:
        text = node.text.lower() if isinstance(node, Scalar) else ""
        if text == "true":
            values[spec.name] = (Scalar("1", node.line, node.column),)
        elif text != "false":
            report(node, "wrong-type", f"'{spec.name}' must be true or false", "write 'true', or leave the line out")
    else:
        texts = read_texts(node, spec.name, report)
        if texts:
            values[spec.name] = texts


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


def _not_text(name: str, node: Sequence | Mapping, report: Report) -> None:
    written = "a list" if isinstance(node, Sequence) else "keys and values"
    hint = "write one text; after '|' it may have many lines"
    if isinstance(node, Mapping) and node.flow:
        hint = "put text that begins with '{' in single quotes"
    report(node, "wrong-type", f"'{name}' must be text, not {written}", hint)
