"""One line of the ledger to a value, or what is wrong in it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from deckgen.release.content import Content
from deckgen.release.ledger import Release, ReleasedNote, ReleasedNoteType

if TYPE_CHECKING:
    from deckgen.messages.catalogue import Value

LAST_SECOND = 253_402_300_799 - 366 * 86_400
"""The end of the year 9998: a time after it could not be followed by another that can be written as a date."""
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
"""Half a character, which no file can hold; deckgen writes characters as they are."""
_HASH = re.compile(r"[0-9a-f]{16}")


class BadLineError(ValueError):
    """What is wrong with a line.

    Args:
        case: Which case of `bad-ledger` in the catalogue.
        column: From 1, where it can be told.
        values: What fills its words.
    """

    def __init__(self, case: str, column: int = 1, /, **values: Value) -> None:
        super().__init__(case)
        self.case = case
        self.column = column
        self.values = values


def read_object(line: str) -> dict[str, Any]:
    """A line's JSON object.

    Raises:
        BadLineError: It is none.
    """
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadLineError("json", error.colno, said=error.msg) from error
    except (ValueError, RecursionError) as error:
        raise BadLineError("endless") from error
    if not isinstance(value, dict) or _SURROGATE.search(line):
        raise BadLineError("object")
    return value


def read_record(value: dict[str, Any]) -> Release | ReleasedNoteType | ReleasedNote:
    """A line between the first and the last.

    Raises:
        BadLineError: It is no such line, or a value in it is missing or wrong.
    """
    if "note" in value:
        return _note(value)
    if "note_type" in value:
        return _note_type(value)
    if "release" in value:
        return _release(value)
    raise BadLineError("record")


def read_text(value: dict[str, Any], key: str, default: str | None = None) -> str:
    """A text under a key.

    Raises:
        BadLineError: It is missing, empty without a default, or no text.
    """
    found = value.get(key, default)
    if not isinstance(found, str) or (default is None and not found):
        raise BadLineError("text", key=key)
    return found


def read_texts(value: dict[str, Any], key: str) -> dict[str, str]:
    """A mapping of texts under a key.

    Raises:
        BadLineError: It is missing or something else.
    """
    found = value.get(key)
    if not isinstance(found, dict) or not all(isinstance(item, str) for item in found.values()):
        raise BadLineError("texts", key=key)
    return found


def _release(value: dict[str, Any]) -> Release:
    written = read_text(value, "time")
    try:
        time = datetime.strptime(written, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise BadLineError("written", said=written) from error
    return Release(
        read_text(value, "release"), _in_range("time", int(time.timestamp())), read_text(value, "arrangement", "")
    )


def _note_type(value: dict[str, Any]) -> ReleasedNoteType:
    labels = value.get("labels")
    if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
        raise BadLineError("labels")
    return ReleasedNoteType(
        kind=read_text(value, "note_type"),
        shape=_number(value, "shape", 1),
        id=_number(value, "id"),
        hash=read_text(value, "hash"),
        mod=_in_range("mod", _number(value, "mod")),
        fields=_pairs(value, "fields"),
        templates=_pairs(value, "templates"),
        labels=tuple(labels),
    )


def _note(value: dict[str, Any]) -> ReleasedNote:
    content = Content(*(read_text(value, key, None if key == "whole" else "") for key in Content._fields))
    for key, digits in content._asdict().items():
        if digits and not _HASH.fullmatch(digits):
            raise BadLineError("hash", key=key)
    cards = read_texts(value, "cards")
    if not all(number.isascii() and number.isdecimal() for number in cards):
        raise BadLineError("numbers")
    return ReleasedNote(
        id=read_text(value, "note"),
        kind=read_text(value, "kind"),
        shape=_number(value, "shape", 1),
        content=content,
        mod=_in_range("mod", _number(value, "mod")),
        revision=read_text(value, "revision"),
        since=read_text(value, "since"),
        title=read_text(value, "title"),
        guid=read_text(value, "guid", ""),
        subdeck=read_text(value, "subdeck", ""),
        retired=read_text(value, "retired", ""),
        cards={int(number): digits for number, digits in cards.items()},
        fields=read_texts(value, "fields"),
    )


def _number(value: dict[str, Any], key: str, default: int | None = None) -> int:
    found = value.get(key, default)
    if type(found) is not int or found < 1:
        raise BadLineError("whole", key=key)
    return found


def _in_range(key: str, seconds: int) -> int:
    if not 0 < seconds <= LAST_SECOND:
        raise BadLineError("time", key=key)
    return seconds


def _pairs(value: dict[str, Any], key: str) -> tuple[tuple[int, str], ...]:
    found = value.get(key)
    if isinstance(found, list) and all(
        isinstance(pair, list) and len(pair) == 2 and type(pair[0]) is int and isinstance(pair[1], str)
        for pair in found
    ):
        return tuple((number, name) for number, name in found)
    raise BadLineError("pairs", key=key)
