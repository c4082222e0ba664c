"""Text laid out for a terminal: columns, tables, and two texts compared word by word."""

import os
import sys
import unicodedata
from collections.abc import Sequence
from functools import partial

from deckgen.cli.printing import styled


def width(text: str) -> int:
    """The columns that a text takes on a terminal: East Asian characters take two, combining ones none."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) > 0 for c in text)


def padded(text: str, columns: int) -> str:
    """The text followed by spaces up to so many columns."""
    return text + " " * (columns - width(text))


def clipped(text: str, columns: int) -> str:
    """The text, cut with `…` where it is wider than so many columns."""
    if width(text) <= columns:
        return text
    while text and width(text) >= columns:
        text = text[:-1]
    return f"{text.rstrip()}…"


def wrapped(text: str, columns: int) -> str:
    """The text in lines of at most so many columns, broken at spaces."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if width(longer) <= columns or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


def indented(text: str, indent: str) -> str:
    """The text with its first line indented once, and the others twice."""
    return indent + text.replace("\n", f"\n{indent * 2}")


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells in columns; the first column is left-aligned, the others are right-aligned."""
    widths = [max(width(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = []
    for first, *others in rows:
        cells = [" " * (size - width(cell)) + cell for cell, size in zip(others, widths[1:], strict=True)]
        lines.append("  ".join([padded(first, widths[0]), *cells]))
    return "\n".join(lines)


def word_changes(old: str, new: str) -> str:
    """Two fields' HTML as one text in which removed and added words are marked, without color as git marks them."""
    from deckgen.release.differences.words import Op, shorten, word_diff  # a build or a check compares nothing

    if sys.stdout.isatty() and not os.environ.get("NO_COLOR"):
        marks = {Op.OLD: partial(styled, fg="red", strikethrough=True), Op.NEW: partial(styled, fg="green")}
    else:
        marks = {Op.OLD: partial("[-{}-]".format), Op.NEW: partial("{{+{}+}}".format)}
    pieces = shorten(word_diff(old, new))
    return "".join(marks[piece.op](piece.text) if piece.op in marks else piece.text for piece in pieces).strip()
