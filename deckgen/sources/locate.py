"""Where exactly in its file a piece of a field stands: for diagnostics only, so it may read the file again."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from deckgen.diagnostics import Span
from deckgen.sources.text import read_text

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
        status = Path(path).stat()
    except OSError:
        return Span(path, scalar.line, scalar.column)
    lines = _lines(path, status.st_mtime_ns, status.st_size)
    needle = needle.splitlines()[0] if needle else ""
    last = scalar.line + scalar.text.count("\n") + _folded_lines(scalar)
    for number in range(scalar.line, min(last, len(lines)) + 1):
        start = scalar.column - 1 if number == scalar.line else 0
        at = lines[number - 1].find(needle, start) if needle else -1
        if at >= 0:
            return Span(path, number, at + 1)
    return Span(path, scalar.line, scalar.column)


@lru_cache(maxsize=2)
def _lines(path: str, *_state: int) -> list[str]:
    """A file's lines, read again when it has changed."""
    text = read_text(Path(path), path)
    return text.split("\n") if isinstance(text, str) else []


def _folded_lines(scalar: Scalar) -> int:
    """How many more lines a folded scalar may cover than its text shows."""
    return 0 if scalar.style == "|" else len(scalar.text) // 8 + 2
