"""A table shows all of its cells."""

import re
from collections.abc import Iterator

from deckgen.model import Format
from deckgen.model.diagnostics import warning
from deckgen.model.nodes import Scalar
from deckgen.rules.rule import CardRule, Problem, Subject

_DASHES = r"\|?(?:\s*+:?-+:?\s*+\|)+(?:\s*+:?-+:?)?|:?-+:?(?:\s*+\|\s*+:?-+:?)+"
_FENCES = ("```", "~~~")


def check(subject: Subject) -> Iterator[Problem]:
    """Yield rows with more cells than their table has columns, and tables that are none for such a reason."""
    for column, texts in subject.card.values.items():
        field = subject.card.kind.field(column)
        if field is None or field.format is Format.MARKDOWN:
            for scalar in texts:
                if "|" in scalar.text and "-" in scalar.text:
                    yield from _rows(scalar)


def _rows(scalar: Scalar) -> Iterator[Problem]:
    width, above, code = 0, "", False
    for written in scalar.text.split("\n"):
        line = written.strip()
        code ^= line.startswith(_FENCES)
        cells = 0 if code else _cells(line)
        if width:
            if cells > width:
                found = warning(
                    "table-cells",
                    "this row has {cells} cells, and its table {width:?column|columns}: the rest is not shown",
                    "write '\\|' for a bar within a cell; or give the first two lines as many cells",
                    cells=cells,
                    width=width,
                )
                yield Problem(found, scalar, line)
            width = width if line else 0
        elif cells and re.fullmatch(_DASHES, line) and "|" in above:
            if _cells(above) == cells:
                width = cells
            else:
                found = warning(
                    "table-cells.dashes",
                    "this line has {cells} cells, and the dashes below it {width}: this is not a table",
                    "give both lines as many cells",
                    cells=_cells(above),
                    width=cells,
                )
                yield Problem(found, scalar, above)
        above = "" if code else line


def _cells(line: str) -> int:
    """How many cells a row has; none where it is no row."""
    pipes = line.count("|") - line.count("\\|")
    ends = line.startswith("|") + (pipes > 1 and line.endswith("|") and not line.endswith("\\|"))
    return pipes + 1 - ends if pipes else 0


RULE = CardRule("table-cells", check, written="|")
