"""Texts compared in words, for a terminal: in colour where it has some, else marked as git does."""

from __future__ import annotations

import os
import sys

from deckgen.cli.printing import styled
from deckgen.release.differences.words import Op, shortened, word_diff

_MARKS = {Op.OLD: ("[-", "-]"), Op.NEW: ("{+", "+}")}
"""As `git diff --word-diff` marks words; used where there is no colour to tell them."""


def has_colour() -> bool:
    """Whether standard output shows colours."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def change_text(old: str, new: str) -> str:
    """Two fields' HTML as one text in which what went and what came are marked."""
    painted = has_colour()
    return "".join(_marked(piece.op, piece.text, painted=painted) for piece in shortened(word_diff(old, new))).strip()


def indented(text: str, indent: str) -> str:
    """A text whose lines all begin with an indentation, those after the first with two."""
    return indent + text.replace("\n", f"\n{indent * 2}")


def _marked(op: Op, text: str, *, painted: bool) -> str:
    if op is Op.SAME:
        return text
    if painted:
        return styled(text, fg="red", strikethrough=True) if op is Op.OLD else styled(text, fg="green")
    before, after = _MARKS[op]
    return f"{before}{text}{after}"
