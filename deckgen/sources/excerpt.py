"""The source line that a diagnostic is about, for the terminal and for the preview."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deckgen.diagnostics import Span


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line, or what of it fits around the place that is meant."""

    text: str
    """Empty where the file or the line cannot be read any more."""
    column: int
    """The place in `text`, from 1."""


class Excerpts:
    """Cuts excerpts; reads each file once, so make a new one for each report.

    Args:
        longest: The most characters that an excerpt may have.
    """

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._files: dict[str, list[str]] = {}

    def of(self, span: Span) -> Excerpt:
        """The line of a place."""
        lines = self._lines(span.path)
        line = lines[span.line - 1].rstrip() if span.line <= len(lines) else ""
        start = max(0, span.column - self._longest // 2) if len(line) > self._longest else 0
        return Excerpt(line[start : start + self._longest], span.column - start)

    def _lines(self, path: str) -> list[str]:
        if path not in self._files:
            try:
                text = Path(path).read_text(encoding="utf-8-sig", errors="replace")
                self._files[path] = unicodedata.normalize("NFC", text).split("\n")  # columns count composed letters
            except OSError:
                self._files[path] = []
        return self._files[path]
