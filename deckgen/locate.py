"""Where exactly in its file a piece of a field stands: for diagnostics only, so it may read the file again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from deckgen.diagnostics import Span

if TYPE_CHECKING:
    from deckgen.model import Scalar


def locate(path: str, scalar: Scalar, needle: str) -> Span:
    """The line and column of a piece of text inside a scalar; the scalar's own place where it cannot be found.

    Args:
        path: The scalar's file.
        scalar: The field's value.
        needle: Text on one line, as the author wrote it.
    """
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return Span(path, scalar.line, scalar.column)
    needle = needle.splitlines()[0] if needle else ""
    last = scalar.line + scalar.text.count("\n") + _folded_lines(scalar)
    for number in range(scalar.line, min(last, len(lines)) + 1):
        start = scalar.column - 1 if number == scalar.line else 0
        at = lines[number - 1].find(needle, start) if needle else -1
        if at >= 0:
            return Span(path, number, at + 1)
    return Span(path, scalar.line, scalar.column)


def _folded_lines(scalar: Scalar) -> int:
    """How many more lines a folded scalar may cover than its text shows."""
    return 0 if scalar.style == "|" else len(scalar.text) // 8 + 2
