"""`sheet:` in `deck.yaml`: what the sheet for the day holds."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.model import Scalar, SheetPart
from deckgen.model.diagnostics import Span
from deckgen.sources.mapping_reader import MappingReader, Report

_SHAPE = "{title: …, tags: [...], fields: [...]}"


def read_sheet(deck: MappingReader, path: str, report: Report) -> Iterator[SheetPart]:
    """Read the value of `sheet`.

    Args:
        deck: All of `deck.yaml`.
        path: The file's name, for places.
        report: Where problems go.

    Yields:
        Each heading that has a title and tags.
    """
    node = deck.mapping.get("sheet")
    if isinstance(node, Scalar) and not node.text.strip():
        return
    for mapping in deck.mappings("sheet", _SHAPE):
        reader = MappingReader(mapping, "sheet", report)
        reader.only(("title", "tags", "fields"))
        title = reader.text("title", required="sheet")
        tags = tuple(text.text.strip() for text in reader.texts("tags", required="sheet"))
        fields = tuple(text.text.strip() for text in reader.texts("fields"))
        if title and tags:
            yield SheetPart(title, tags, fields, Span(path, mapping.line, mapping.column))
