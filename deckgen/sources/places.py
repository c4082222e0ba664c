"""Places in source files: the one finder of lines and columns.

Compiling has the text at hand; a report of source lines reads the file again.
"""

import os
import unicodedata
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from deckgen.model.diagnostics import Span
from deckgen.model.nodes import Scalar
from deckgen.system.inputs import NotReadError, read_file


class Excerpt(Struct, frozen=True):
    """A source line, or what of it fits around the place that is meant."""

    text: str
    """Empty where the file or the line cannot be read any more."""
    column: int
    """The place in `text`, from 1."""


class Written(Struct, frozen=True):
    """A scalar as it is written."""

    lines: tuple[str, ...]
    """Without blanks around them, and without YAML's indicators."""
    after: str
    """What follows on its last line."""


class Places:
    """Finds places in one file."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")

    def within(self, scalar: Scalar, needle: str) -> Span:
        """The place of a piece of text inside a scalar; the scalar's own where it cannot be found.

        Args:
            needle: A piece of it, as the author wrote it; only its first line counts.
        """
        needle = needle.partition("\n")[0]
        folded = 0 if scalar.style == "|" else len(scalar.text) // 8 + 2  # lines that a folded text does not show
        last = scalar.line + scalar.text.count("\n") + folded
        found = self._find(needle, scalar.line, scalar.column, last)
        return found or Span(self.path, scalar.line, scalar.column)

    def written(self, scalar: Scalar) -> Written:
        """The lines in which a scalar was written, up to the first that holds an escape."""
        left = "".join(scalar.text.split())
        lines: list[str] = []
        begins = scalar.line if scalar.style in {"|", ">"} else scalar.line - 1
        for number in range(begins + 1, len(self._lines) + 1):
            piece = self._lines[number - 1]
            if number == scalar.line:
                piece = piece[scalar.column - 1 + (scalar.style in {"'", '"'}) :]
            compact = "".join(piece.split())
            if compact.startswith(left):
                end = _end_of(piece, len(left))
                return Written((*lines, piece[:end].strip()), piece[end:])
            if not left.startswith(compact):
                break
            left = left[len(compact) :]
            lines.append(piece.strip())
        return Written(tuple(lines), "")

    def below(self, start: Span, *needles: str) -> Span:
        """The place of the first of some texts at or below a line; `start` where none does."""
        found = (self._find(needle, start.line, 1, len(self._lines)) for needle in needles)
        return next(filter(None, found), start)

    def of_key(self, key: str) -> Span:
        """The place of a top-level key's value; the file's beginning where there is no such key."""
        for number, line in enumerate(self._lines, start=1):
            if line.startswith(f"{key}:"):
                value = line[len(key) + 1 :]
                return Span(self.path, number, len(line) - len(value.lstrip()) + 1)
        return Span(self.path)

    def excerpt(self, span: Span, longest: int) -> Excerpt:
        """The line of a place, cut to `longest` characters around it."""
        line = self._lines[span.line - 1].rstrip() if span.line <= len(self._lines) else ""
        start = max(0, span.column - longest // 2) if len(line) > longest else 0
        return Excerpt(line[start : start + longest], span.column - start)

    def _find(self, needle: str, first: int, column: int, last: int) -> Span | None:
        if not needle:
            return None
        start = column - 1
        for number, line in enumerate(self._lines[first - 1 : last], start=first):
            at = line.find(needle, start)
            if at >= 0:
                return Span(self.path, number, at + 1)
            start = 0
        return None


class SourceFiles:
    """Files opened again for a report, each read once, so make a new one for each report."""

    def __init__(self) -> None:
        self._opened: dict[str, Places] = {}

    def places(self, path: str) -> Places:
        """The places of a file; of one that cannot be read, of an empty one."""
        if path not in self._opened:
            try:
                text = read_file(Path(path), _deck_of(Path(path))).decode("utf-8-sig", errors="replace")
            except NotReadError:
                text = ""
            self._opened[path] = Places(path, normalised(text))
        return self._opened[path]


def _end_of(line: str, count: int) -> int:
    """The offset after so many characters that are no blanks."""
    for offset, character in enumerate(line):
        if count == 0:
            return offset
        count -= not character.isspace()
    return len(line)


def _deck_of(path: Path) -> Path:
    """The folder that a source must lie in to be shown: the nearest above it that is a deck, else its own."""
    folders = Path(os.path.abspath(path)).parents  # noqa: PTH100 - resolve() would follow links
    return next((f for f in folders if any((f / name).exists() for name in ("deck.yaml", "deck.yml"))), path.parent)


def normalised(text: str) -> str:
    r"""Text in Unicode's composed form, as Anki keeps and searches it, with `\n` as line ends."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)


def place(name: str, text: str, offset: int) -> Span:
    """Line and column of an offset into a file's text."""
    line = text.count("\n", 0, offset)
    return Span(name, line + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1)
