"""A YAML file changed in a few places, byte for byte the same in all others."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from typing import TYPE_CHECKING, NamedTuple

import yaml

from deckgen.editing.lists import Items, in_brackets, lists_beside, with_dashes
from deckgen.editing.places import Place, places
from deckgen.editing.scalars import WIDTH, Folds, Spot, Style, broken, columns, first_that_holds, in_style, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BLOCKS = frozenset({Style.LITERAL, Style.FOLDED})
_GROWTH = 20
"""Columns that a line may grow beyond the author's widest before it breaks: a mended word should not move others."""
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


class Addition(NamedTuple):
    """A new key behind another one and its value."""

    line: int
    """1-based: where the other key stands, or the text that is its value."""
    column: int
    """1-based."""
    key: str
    """Letters, digits, `-` and `_`."""
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
    for edit in sorted(edits, key=lambda edit: edit[:2]):  # what comes to one place stays in the order given
        if edit.start < done or edit.end < edit.start:
            raise ValueError("edits overlap")
        out += (text[done : edit.start], edit.text)
        done = edit.end
    return "".join(out) + text[done:]


def replace_field(text: str, line: int, column: int, new: str) -> str:
    """A file with one scalar's text replaced; see `changed_file`."""
    return changed_file(text, (Change(line, column, new),))


def add_key(text: str, line: int, column: int, key: str, value: str) -> str:
    """A file with one more key in a mapping; see `changed_file`."""
    return changed_file(text, (), (Addition(line, column, key, value),))


def changed_file(
    text: str, changes: Iterable[Change], additions: Iterable[Addition] = (), items: Iterable[Items] = ()
) -> str:
    """A file with some scalars' texts replaced, each in its own style where that can hold the new text, and new keys.

    Args:
        text: The file as it is: with any line ends, with or without a byte-order mark.
        changes: The new texts, exactly as the reader shall give them: where the old text of a block ends in a line
            break, a new one without changes the block's header.
        additions: The new keys.
        items: What comes to lists, all of one key.

    Returns:
        The file; a text that is as it was stays as it stands.

    Raises:
        EditError: Nothing begins at such a place, aliases share it, or YAML cannot hold its text there.
        yaml.YAMLError: The file is not YAML.
    """
    before = places(text)
    at = {(place.line, place.column): n for n, place in enumerate(before)}
    expected = [[place.text] for place in before]
    edits: list[Edit] = []
    for change in changes:
        number = at.get((change.line, change.column))
        if number is None:
            raise EditError(f"no text begins at line {change.line}, column {change.column}")
        place = before[number]
        if _composed(place.text) == _composed(change.text):
            continue
        if place.shared:
            raise EditError("the text has an anchor or a tag, so that others may use it")
        expected[number] = [change.text]
        edits += _rewritten(text, place, change.text)
    for added in additions:
        number = at.get((added.line, added.column))
        number = number if number is None or before[number].key else number - 1
        if number is None or not before[number].key or number + 1 == len(before) or before[number + 1].key:
            raise EditError(f"no key with a text stands at line {added.line}, column {added.column}")
        expected[number + 1] += [added.key, added.text]
        edits.append(_added(text, before[number], before[number + 1], added))
    edits += _lengthened(text, before, tuple(items), expected)
    changed = apply(text, edits)
    if edits:
        _must_read(changed, [each for texts in expected for each in texts])
    return changed


def _added(text: str, key: Place, value: Place, added: Addition) -> Edit:
    """The edit that puts a key behind another one and its value."""
    try:
        if key.flow:
            written = first_that_holds(added.text, _ONE_LINE, Spot(key.parent, flow=True))
            return Edit(value.end, value.end, f", {added.key}: {written}")
        lead = f"{' ' * key.parent}{added.key}: "
        written = tidy(added.text, Spot(key.parent), used=len(lead))
    except ValueError as error:
        raise EditError(str(error)) from error
    newline, end = _newline(text, key.start), _line_end(text, value.end)
    return Edit(end, end, (f"\n{lead}{written}").replace("\n", newline))


def _lengthened(
    text: str, before: tuple[Place, ...], items: tuple[Items, ...], expected: list[list[str]]
) -> Iterator[Edit]:
    """The edits that lengthen lists; what is read of each comes to what is expected."""
    if not items:
        return
    at = {(place.line, place.column): n for n, place in enumerate(before)}
    starts = [place.start for place in before]
    try:
        lists = lists_beside(text, items[0].key, {starts[at[each.line, each.column]] for each in items})
        for each in items:
            beside = at[each.line, each.column]
            found = lists[starts[beside]]
            if found is None:
                expected[beside] += [each.key, *each.texts]
                yield _new_list(text, before[beside], each)
                continue
            number = bisect(starts, found.start if found.last < 0 else found.last) - 1
            place = before[number]
            if found.alone:
                expected[number] = [text for text in (place.text, *each.texts) if text]
                lead = " " if place.start == place.end else ""
                yield Edit(place.start, place.end, f"{lead}[{in_brackets(expected[number], place.parent)}]")
                continue
            expected[number] += each.texts
            if found.flow:
                written = in_brackets(each.texts, found.column)
                end = found.start + 1 if found.last < 0 else place.end
                yield Edit(end, end, written if found.last < 0 else f", {written}")
            else:
                end = _line_end(text, place.end)
                yield Edit(end, end, with_dashes(each.texts, found.column).replace("\n", _newline(text, place.start)))
    except (KeyError, ValueError) as error:
        raise EditError(f"the list cannot be lengthened: {error}") from error


def _new_list(text: str, value: Place, items: Items) -> Edit:
    """The edit that puts a list behind a value of its mapping."""
    written = f"{items.key}: [{in_brackets(items.texts, value.parent)}]"
    if value.flow:
        return Edit(value.end, value.end, f", {written}")
    end = _line_end(text, value.end)
    return Edit(end, end, f"{_newline(text, value.start)}{' ' * value.parent}{written}")


def _must_read(changed: str, expected: list[str]) -> None:
    """Make sure that a changed file reads as it should.

    Raises:
        EditError: It does not.
    """
    try:
        read = [_composed(place.text) for place in places(changed)]
    except yaml.YAMLError as error:
        raise EditError("the changed file would be no YAML") from error
    if read != [_composed(text) for text in expected]:
        raise EditError("YAML would read the changed file otherwise")


def _rewritten(text: str, place: Place, new: str) -> Iterator[Edit]:
    """The edits that put a text in a scalar's place."""
    raw = text[place.start : place.end]
    style = Style(place.style)
    written, comment = _written(raw, place, style, new)
    header, line_break, body = written.partition("\n")
    newline = _newline(text, place.start) if line_break else ""
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
    widest = max(columns(line) for line in raw.splitlines() or [""]) + (0 if style in _BLOCKS else place.column)
    kept = _kept_cuts(_cuts(raw, place.text, style), place.text, new)
    folds = Folds(kept, max(WIDTH, widest + _GROWTH))
    if style in _BLOCKS:
        header = _HEADER.match(raw)
        indent = next((len(line) - len(line.lstrip(" ")) for line in raw.splitlines()[1:] if line.strip()), 0)
        comment = (header and header["comment"]) or ""
        own = in_style(new, style, Spot(place.parent, indent=indent), folds)
    else:
        comment, own = "", in_style(new, style, Spot(place.parent, place.flow))
        if own is not None and len(raw.splitlines()) > 1 and not place.flow:
            own = broken(own, place.parent + 2, folds)
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
        while text.startswith("\n", at):
            at += 1
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
