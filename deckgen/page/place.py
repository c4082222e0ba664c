"""Where in its source a piece of a card stands: for warnings only, so it reads the file again."""

from __future__ import annotations

from pathlib import Path

from deckgen.diagnostics import Span


class Finder:
    """Finds text below a card's place; reads each file once."""

    def __init__(self) -> None:
        self._files: dict[str, list[str]] = {}

    def find(self, card: Span, needle: str) -> Span:
        """The place of a text that the card holds; the card's own where it cannot be found.

        Args:
            card: Where the card begins.
            needle: Text on one line.
        """
        if card.path not in self._files:
            try:
                self._files[card.path] = Path(card.path).read_text(encoding="utf-8-sig").splitlines()
            except (OSError, UnicodeDecodeError):
                self._files[card.path] = []
        lines = self._files[card.path]
        for written in (needle, needle.replace("} }", "}}")) if needle else ():
            for number in range(card.line, len(lines) + 1):
                at = lines[number - 1].find(written)
                if at >= 0:
                    return Span(card.path, number, at + 1)
        return card
