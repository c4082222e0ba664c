"""A YAML file changed in a few places, byte for byte the same in all others."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from deckgen.editing.places import Place, places
from deckgen.editing.scalars import Spot, Style, broken, first_that_holds, in_style

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BLOCKS = frozenset({Style.LITERAL, Style.FOLDED})
_ONE_LINE = (Style.PLAIN, Style.SINGLE, Style.DOUBLE)
_HEADER = re.compile(r"[|>][-+0-9]*(?P<comment>[ \t]+#[^\r\n]*)?")
_LINE_END = re.compile(r"\r\n|\n|\r")


class Edit(NamedTuple):
    """A piece of a file and what is to stand there."""

    start: int
    end: int
    text: str


class Change(NamedTuple):
    """A new text for the scalar at a place."""

    line: int
    """1-based, as the reader gives it."""
    column: int
    """1-based."""
    text: str


class EditError(ValueError):
    """A file that cannot be changed so; the message says why."""


def apply(text: str, edits: Iterable[Edit]) -> str:
    """A file's text with some pieces exchanged.

    Raises:
        ValueError: Two edits overlap.
    """
    out: list[str] = []
    done = 0
    for edit in sorted(edits):
        if edit.start < done or edit.end < edit.start:
            raise ValueError("edits overlap")
        out += (text[done : edit.start], edit.text)
        done = edit.end
    return "".join(out) + text[done:]


def replace_field(text: str, line: int, column: int, new: str) -> str:
    """A file with one scalar's text replaced; see `replace_fields`."""
    return replace_fields(text, (Change(line, column, new),))


def replace_fields(text: str, changes: Iterable[Change]) -> str:
    """A file with some scalars' texts replaced, each in its own style where that can hold the new text.

    Args:
        text: The file as it is: with any line ends, with or without a byte-order mark.
        changes: The new texts, exactly as the reader shall give them: where the old text of a block ends in a line
            break, a new one without changes the block's header.

    Returns:
        The file; a text that is as it was stays as it stands.

    Raises:
        EditError: No scalar begins at such a place, aliases share it, or YAML cannot hold its text there.
        yaml.YAMLError: The file is not YAML.
    """
    before = places(text)
    at = {(place.line, place.column): n for n, place in enumerate(before)}
    expected = [_composed(place.text) for place in before]
    edits: list[Edit] = []
    for change in changes:
        number = at.get((change.line, change.column))
        if number is None:
            raise EditError(f"no text begins at line {change.line}, column {change.column}")
        place = before[number]
        if expected[number] == _composed(change.text):
            continue
        if place.shared:
            raise EditError("the text has an anchor or a tag, so that others may use it")
        expected[number] = _composed(change.text)
        edits += _rewritten(text, place, change.text)
    changed = apply(text, edits)
    if edits and [_composed(place.text) for place in places(changed)] != expected:
        raise EditError("YAML would read the changed file otherwise")
    return changed


def add_key(text: str, line: int, column: int, key: str, value: str) -> str:
    """A file with one more key in a mapping, behind its first key and that one's value.

    Args:
        text: The file as it is.
        line: Where the mapping's first key stands, 1-based.
        column: The same.
        key: The new key; letters, digits, `-` and `_`.
        value: Its text, without a line break.

    Raises:
        EditError: No key stands there, its value is no text, or the file would be read otherwise.
        yaml.YAMLError: The file is not YAML.
    """
    before = places(text)
    found = next((n for n, p in enumerate(before) if (p.line, p.column) == (line, column) and p.key), None)
    follows = before[found + 1] if found is not None and found + 1 < len(before) else None
    if found is None or follows is None or follows.key:
        raise EditError(f"no key with a text begins at line {line}, column {column}")
    first = before[found]
    written = first_that_holds(value, _ONE_LINE, Spot(first.parent, first.flow))
    if first.flow:
        edit = Edit(follows.end, follows.end, f", {key}: {written}")
    else:
        at = _line_end(text, follows.end)
        edit = Edit(at, at, f"{_newline(text, first.start)}{' ' * first.parent}{key}: {written}")
    changed = apply(text, (edit,))
    texts = [place.text for place in before]
    if [place.text for place in places(changed)] != [*texts[: found + 2], key, value, *texts[found + 2 :]]:
        raise EditError("YAML would read the changed file otherwise")
    return changed


def _rewritten(text: str, place: Place, new: str) -> Iterator[Edit]:
    """The edits that put a text in a scalar's place."""
    raw = text[place.start : place.end]
    style = Style(place.style)
    written, comment = _written(raw, place, style, new)
    newline = _newline(text, place.start)
    header, line_break, body = written.partition("\n")
    body = body.replace("\n", newline)
    if line_break and new.endswith("\n") and _line_end(text, place.end) == len(text):
        body += newline  # without one at the file's end, the text would have none either
    lead = " " if place.start == place.end and text[place.start - 1 : place.start] in {":", "-", "?"} else ""
    if written[0] in "|>" and style not in _BLOCKS:
        yield Edit(place.start, place.end, lead + header)
        at = _line_end(text, place.end)
        yield Edit(at, at, newline + body)
    else:
        yield Edit(place.start, place.end, lead + header + comment + (newline + body if line_break else ""))


def _written(raw: str, place: Place, style: Style, new: str) -> tuple[str, str]:
    """A new text in the old one's style or the first that holds it, and the comment of the old block's first line."""
    cuts = _kept_cuts(_cuts(raw, place.text, style), place.text, new)
    if style in _BLOCKS:
        header = _HEADER.match(raw)
        indent = next((len(line) - len(line.lstrip(" ")) for line in raw.splitlines()[1:] if line.strip()), 0)
        comment = (header and header["comment"]) or ""
        own = in_style(new, style, Spot(place.parent, indent=indent), cuts)
    else:
        comment, own = "", in_style(new, style, Spot(place.parent, place.flow))
        if own is not None and len(raw.splitlines()) > 1 and not place.flow:
            own = broken(own, place.parent + 2, cuts)
    if own is not None:
        return own, comment
    order = (Style.LITERAL, *_ONE_LINE) if "\n" in new.rstrip("\n") else (*_ONE_LINE, Style.LITERAL)
    try:
        return first_that_holds(new, order, Spot(place.parent, place.flow)), comment
    except ValueError as error:
        raise EditError(str(error)) from error


def _cuts(raw: str, text: str, style: Style) -> frozenset[int]:
    """The offsets in a scalar's text at which its lines were folded; none where its signs are escaped."""
    lines = [line.strip() for line in raw.splitlines()[1 if style in _BLOCKS else 0 :]]
    found: set[int] = set()
    at = 0
    for line in filter(None, lines):
        at += len(text[at:]) - len(text[at:].lstrip("\n"))
        if not text.startswith(line, at):
            return frozenset()
        at += len(line)
        if text[at : at + 1] == " ":
            found.add(at)
            at += 1
    return frozenset(found)


def _kept_cuts(cuts: frozenset[int], old: str, new: str) -> frozenset[int]:
    """Where a new text is to break so that the lines that did not change stay as they were."""
    ahead = _common(old, new)
    behind = _common(old[ahead:][::-1], new[ahead:][::-1])
    moved = len(new) - len(old)
    return frozenset({cut for cut in cuts if cut < ahead} | {cut + moved for cut in cuts if cut >= len(old) - behind})


def _common(one: str, other: str) -> int:
    """With how many signs two texts begin alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _line_end(text: str, offset: int) -> int:
    found = _LINE_END.search(text, offset)
    return found.start() if found else len(text)


def _newline(text: str, offset: int) -> str:
    """The line end that a file uses at a place."""
    found = _LINE_END.search(text, offset) or _LINE_END.search(text)
    return found.group() if found else "\n"


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)
