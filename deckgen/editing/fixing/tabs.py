"""Indentation by tabs, written with spaces; a tab inside a text stays one."""

from __future__ import annotations

import re

from deckgen.editing.fixing.regions import lines_of
from deckgen.editing.replace import Edit, apply

WIDTHS = (2, 4, 8, 3, 1, 5, 6, 7)
"""Columns that a tab may stand for, the likeliest first."""
_LEAD = re.compile(r"[ \t]*(?:-[ \t]+)*")
_BLOCK = re.compile(r"(?:^|[:\-] *)[|>][-+0-9]*[ \t]*(?:#.*)?$")


def without_tabs(text: str, width: int) -> str:
    """A file whose lines are indented by spaces only.

    Args:
        text: The file as it is.
        width: The columns up to the next of which a tab goes.
    """
    edits: list[Edit] = []
    parent, inside = -1, 0  # the column of the key whose block this is, and where its text begins; 0 for not yet
    for line in lines_of(text):
        blank = not line.text.strip()
        lead = _expanded(_indent(line.text), width)
        if parent >= 0 and not blank and len(lead) <= parent:
            parent = -1
        if parent >= 0:
            inside = inside or (0 if blank else len(lead))
            old, new = _up_to(line.text, inside, width)
        else:
            found = _LEAD.match(line.text)
            old = found.group() if found else ""
            new = _expanded(old, width)
            if _BLOCK.search(line.text):
                parent, inside = len(new) - (0 if ":" in line.text else 2), 0
        if "\t" in old:
            edits.append(Edit(line.start, line.start + len(old), new))
    return apply(text, edits)


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def _expanded(lead: str, width: int) -> str:
    return lead.expandtabs(width)


def _up_to(line: str, column: int, width: int) -> tuple[str, str]:
    """What stands before a block's text on one of its lines, and the same in spaces."""
    indent = _indent(line)
    for at in range(len(indent) + 1):
        expanded = _expanded(indent[:at], width)
        if len(expanded) >= column:
            return indent[:at], expanded
    return indent, _expanded(indent, width)
