"""The rows of a table, whoever wrote it: quotes are the table's own only where they hold a whole cell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


_PAIRING = (" - ", " – ", " — ", " = ", " : ", ": ", "：")


class Row(NamedTuple):
    """A row and where it stands."""

    line: int
    """Of its first cell, 1-based."""
    cells: list[str]


def rows(text: str, separator: str) -> Iterator[Row]:
    r"""Part a text into rows, also the empty ones.

    A cell that begins with `"` ends at the next single `"`, lines and separators and all, if the cell ends there too.
    Otherwise the sign belongs to the text, as in `"quoted" word`, and to what Quizlet and spreadsheets copy.

    Args:
        text: With `\n` as line ends.
        separator: One character.
    """
    beyond = re.escape(separator)
    cell = re.compile(rf'"([^"]*+(?:""[^"]*+)*+)"(?=[{beyond}\n]|\Z)|[^{beyond}\n]*+')
    at, line = 0, 1
    while at < len(text):
        cells, first = list[str](), line
        while True:
            found = cell.match(text, at)
            assert found is not None  # noqa: S101 - it may be empty
            quoted = found[1]
            cells.append(found[0] if quoted is None else quoted.replace('""', '"'))
            line += found[0].count("\n")
            at = found.end()
            if text[at : at + 1] != separator:
                break
            at += 1
        yield Row(first, cells)
        at += 1
        line += 1


def pairing(text: str) -> str:
    """What parts each line in two, as in `apple - 사과` of Quizlet's; empty where nothing does."""
    lines = [line for line in text.split("\n") if line.strip()]
    return next((sign for sign in _PAIRING if len(lines) > 1 and all(_two(line, sign) for line in lines)), "")


def pairs(text: str, sign: str) -> Iterator[Row]:
    """Part each line at the first of a sign."""
    for number, line in enumerate(text.split("\n"), start=1):
        front, _, back = line.partition(sign)
        yield Row(number, [front, back])


def _two(line: str, sign: str) -> bool:
    front, _, back = line.partition(sign)
    return bool(front.strip(" -*+") and back.strip())
