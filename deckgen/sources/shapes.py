"""The shapes that a card's fields may have in a source."""

from __future__ import annotations

from typing import TypeAlias

from deckgen.model import FieldSpec, Format, Node, Scalar
from deckgen.sources.mapping_reader import Report, read_flag, read_text, read_texts

_TEXTS = frozenset({Format.MARKDOWN, Format.HTML})
Values: TypeAlias = dict[str, tuple[Scalar, ...]]
"""Field name → its texts."""


def read_field(spec: FieldSpec, node: Node, values: Values, report: Report) -> None:
    """Check one field's value and put its texts under its name; blank text counts as nothing.

    Args:
        node: What the author wrote.
        values: The card's values so far; added to.
        report: Where problems go.
    """
    form = spec.format
    if form in _TEXTS:
        scalar = read_text(node, spec.name, report)
        if scalar is not None and scalar.text and not scalar.text.isspace():
            values[spec.name] = (scalar,)
    elif form is Format.FLAG:
        if read_flag(node, spec.name, report):
            values[spec.name] = (Scalar("1", node.line, node.column),)
    else:
        texts = read_texts(node, spec.name, report)
        if texts:
            values[spec.name] = texts
