"""One text as a YAML scalar, in each of YAML's styles, so that deckgen's reader gives the same text again."""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from deckgen.sources.text import has_escape

WIDTH = 120
"""Columns that a written line takes at most, where its text can be broken; East Asian characters take two."""
MAX_INDICATOR = 9
"""How much deeper than its parent a block may say that it is indented."""
_WIDE = "WF"

_PLAIN = re.compile(r"(?:[^\s\-?:,\[\]{}#&*!|>'\"%@`]|[-?:](?=\S))(?:[^:#\n]|:(?=\S)|(?<=\S)#)*(?<!\s)")
_PLAIN_IN_FLOW = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`](?:[^:#\n,\[\]{}]|:(?=[^\s,?\[\]{}])|(?<=\S)#)*(?<!\s)")
_NOT_TEXT = re.compile(r"~|null|true|false|yes|no|on|off", re.IGNORECASE)
"""What other tools read as something else than text; deckgen does not."""
_ODD = re.compile("[\t\ufeff\u200b\u00ad]")
"""Invisible characters; in quotes they cannot be mistaken for indentation or padding."""
_CUT = re.compile(r"(?<=\S) (?=\S)")
"""Where a folded text can break."""


class Style(StrEnum):
    """How YAML writes a text, by its indicator, as in `model.Scalar`."""

    PLAIN = ""
    SINGLE = "'"
    DOUBLE = '"'
    LITERAL = "|"
    FOLDED = ">"


class Folds(NamedTuple):
    """Where a text's lines break."""

    cuts: frozenset[int] = frozenset()
    """Offsets of spaces at which it breaks, as it did before."""
    width: int = WIDTH
    """The columns that a line may take before it breaks anew."""


_FREE = Folds()


class Spot(NamedTuple):
    """Where in a file a text is written."""

    parent: int
    """The column, from 0, of the key or the dash that it belongs to."""
    flow: bool = False
    """Whether it is inside brackets or braces."""
    indent: int = 0
    """The column in which the lines of a block begin; two more than its parent's by default."""


def columns(text: str) -> int:
    """The columns that a text takes on a screen."""
    wide = 0 if text.isascii() else sum(unicodedata.east_asian_width(character) in _WIDE for character in text)
    return len(text) + wide


def tidy(text: str, spot: Spot, *, used: int) -> str:
    """A text as an author would write it: plain where YAML allows, else in quotes; long ones as a block.

    Raises:
        ValueError: No style holds it; only inside brackets, or where it has characters that no source may hold.
    """
    quotes: tuple[Style, ...] = (Style.SINGLE, Style.DOUBLE)
    if "'" in text and '"' not in text and "\\" not in text:
        quotes = (Style.DOUBLE, Style.SINGLE)
    order = (Style.PLAIN, *quotes, Style.LITERAL)
    if "\n" in text.removesuffix("\n"):
        order = (Style.LITERAL, *order)
    elif "\n" in text or used + columns(text) > WIDTH:
        order = (Style.FOLDED, *order)
    return first_that_holds(text, order, spot)


def first_that_holds(text: str, order: tuple[Style, ...], spot: Spot) -> str:
    """A text in the first of these styles that can hold it.

    Raises:
        ValueError: None of them can.
    """
    written = next((held for style in order if (held := in_style(text, style, spot)) is not None), None)
    if written is None:
        raise ValueError(f"YAML cannot hold {text!r} here")
    return written


def in_style(text: str, style: Style, spot: Spot, folds: Folds = _FREE) -> str | None:
    """A text, without control characters but tab and line break, in one style; None where that cannot hold it."""
    if style is Style.PLAIN:
        return text if _is_plain(text, flow=spot.flow) else None
    if style is Style.SINGLE:
        return None if "\n" in text or _ODD.search(text) else "'" + text.replace("'", "''") + "'"
    if style is Style.DOUBLE:
        return _double(text)
    indent = spot.indent or spot.parent + 2
    if spot.flow or not 0 < indent - spot.parent <= MAX_INDICATOR:
        return None
    return _literal(text, spot.parent, indent) if style is Style.LITERAL else _folded(text, indent, folds)


def broken(written: str, indent: int, folds: Folds) -> str:
    """A plain or quoted scalar over several lines, as it was before."""
    return f"\n{' ' * indent}".join(_wrapped(written, folds.width - indent, {*folds.cuts}))


def _is_plain(text: str, *, flow: bool) -> bool:
    pattern = _PLAIN_IN_FLOW if flow else _PLAIN
    if not pattern.fullmatch(text) or _ODD.search(text) or _NOT_TEXT.fullmatch(text):
        return False
    return not text.startswith(("---", "..."))


def _double(text: str) -> str | None:
    if has_escape(text):  # the reader reports it as a slip: `\theta` in double quotes
        return None
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return '"' + _ODD.sub(lambda match: f"\\u{ord(match.group()):04x}", escaped) + '"'


def _literal(text: str, parent: int, indent: int) -> str | None:
    body = text.removesuffix("\n")
    if not body.strip() or body.endswith("\n") or "\ufeff" in body:
        return None
    first = next(line for line in body.split("\n") if line)
    indicator = str(indent - parent) if first[0] in " \t" else ""
    header = f"|{indicator}{'' if body != text else '-'}"
    return "\n".join([header, *(" " * indent + line if line else "" for line in body.split("\n"))])


def _folded(text: str, indent: int, folds: Folds) -> str | None:
    body = text.removesuffix("\n")
    lines = body.split("\n")
    if not lines[0] or not lines[-1] or any(line != line.strip() for line in lines) or "\ufeff" in body:
        return None
    out = [">" if body != text else ">-"]
    start, room = 0, folds.width - indent
    for line in lines:
        if start:
            out.append("")  # one for each line break of the text: YAML folds the break at a line's end into a space
        out.extend(" " * indent + piece for piece in _wrapped(line, room, {cut - start for cut in folds.cuts}))
        start += len(line) + 1
    return "\n".join(out)


def _wrapped(line: str, room: int, cuts: set[int]) -> Iterator[str]:
    """Pieces of one line, broken at single spaces: at the given ones, and where it would grow too long."""
    if not line:
        return
    start, last, used = 0, -1, 0
    for at, character in enumerate(line):
        used += 1 + (unicodedata.east_asian_width(character) in _WIDE)
        if _CUT.match(line, at):
            if at in cuts:
                yield line[start:at]
                start, last, used = at + 1, -1, 0
                continue
            last = at
        if used > room and last >= 0:
            yield line[start:last]
            start, last, used = last + 1, -1, columns(line[last + 1 : at + 1])
    yield line[start:]
