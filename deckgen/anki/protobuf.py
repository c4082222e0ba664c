"""The little of protobuf's wire format that Anki's new packages need."""

from collections.abc import Iterator
from typing import TypeAlias

from deckgen.anki.limits import MAX_MESSAGE

Message: TypeAlias = dict[int, list["int | bytes"]]
"""Field number → its values: numbers as int, everything else as bytes."""
_VARINT, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5
_MAX_VARINT = 10
"""Bytes that a number may take."""


def parse_message(data: bytes) -> Message:
    """Split a message into its fields.

    Raises:
        ValueError: It is cut off, no message, or has more than `MAX_MESSAGE` values.
    """
    fields: Message = {}
    for count, (number, value) in enumerate(iterate_fields(data)):
        if count >= MAX_MESSAGE:
            raise ValueError("a message has too many values")
        fields.setdefault(number, []).append(value)
    return fields


def iterate_fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The fields of a message one by one: number, value.

    Raises:
        ValueError: The message is cut off, or none.
    """
    position = 0
    while position < len(data):
        key, position = _varint(data, position)
        number, wire = key >> 3, key & 7
        value: int | bytes
        if wire == _VARINT:
            value, position = _varint(data, position)
        else:
            if wire == _BYTES:
                size, position = _varint(data, position)
            elif wire in {_EIGHT, _FOUR}:
                size = 8 if wire == _EIGHT else 4
            else:
                raise ValueError(f"wire type {wire}")
            value = data[position : position + size]
            position += size
            if position > len(data):
                raise ValueError("a field is cut off")
        yield number, value


def text(message: Message, number: int) -> str:
    """A field's last value as text; empty where there is none."""
    value = message.get(number, [b""])[-1]
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""


def number_of(message: Message, number: int) -> int | None:
    """A field's last value as a number of 64 bits, which may be negative; None where there is none."""
    value = message.get(number, [None])[-1]
    if not isinstance(value, int):
        return None
    return value - (1 << 64) if value >> 63 else value


def _varint(data: bytes, position: int) -> tuple[int, int]:
    value = 0
    for shift in range(_MAX_VARINT):
        if position >= len(data):
            raise ValueError("a number is cut off")
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            return value, position
    raise ValueError("a number is too long")
