"""Text files as authors leave them: any line ends, composed or decomposed, with or without a byte-order mark."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from deckgen.messages.patterns import late
from deckgen.model.diagnostics import Diagnostic, Span, found
from deckgen.sources.places import normalised, place
from deckgen.system.reading import NotReadError, read_file

if TYPE_CHECKING:
    from pathlib import Path

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufffe\uffff]")
"""What no source may hold: Anki refuses the first ones; the line separators break lines for YAML, but for no editor."""

_SYLLABLES = late("[가-힣]{2}")
_LATEX = (
    r"\r(?:ho|ight|angle|ceil|floor)|\n(?:abla|e|eq|eg|ot|otin|orm|u)\b"
    r"|\t(?:heta|imes|au|ext|extbf|ilde|o|op|an|anh|riangle|frac)\b"
)
ESCAPED = re.compile(f"{FORBIDDEN.pattern}|{_LATEX}")
"""What LaTeX becomes in double quotes: `\\theta` a tab and `heta`, `\\nabla` a line break and `abla`."""


def read_text(path: Path, name: str, within: Path | None) -> str | Diagnostic:
    """Read a text file.

    Args:
        path: The file.
        name: What diagnostics call it.
        within: The folder that it must lie in, wherever links lead; None for what comes with deckgen.

    Returns:
        Its text, or what is wrong with it; see `clean_text`.
    """
    data = read_data(path, name, within)
    return data if isinstance(data, Diagnostic) else decode(data, name)


def read_data(path: Path, name: str, within: Path | None) -> bytes | Diagnostic:
    """Read a file's bytes, or say why they are not read; see `read_text`."""
    try:
        return read_file(path, within)
    except NotReadError as error:
        if error.case == "missing":
            return found(Span(name), "missing-file")
        return found(Span(name), "unreadable-file", error.case, why=error.why)


def decode(data: bytes, name: str) -> str | Diagnostic:
    """The text of a file's bytes, or what is wrong with it; see `clean_text`."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # `error.object` is what stands behind a byte-order mark; offsets count from there
        good = error.object[: error.start].decode()
        byte = f"0x{error.object[error.start]:02x}"
        return found(place(name, good, len(good)), "not-utf8", _other_encoding(data), byte=byte)
    return clean_text(text, name)


def _other_encoding(data: bytes) -> str:
    """The case of `not-utf8` that names a file's encoding; empty where it is none that Korean authors meet."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        text = data.decode("cp949")
    except UnicodeDecodeError:
        return ""
    return "korean" if _SYLLABLES.search(text) else ""


def clean_text(text: str, name: str) -> str | Diagnostic:
    """Normalised text without invisible characters that Anki refuses, or the first of them."""
    text = normalised(text)
    bad = FORBIDDEN.search(text)
    if bad is None:
        return text
    sign = ord(bad.group())
    case = "line-break" if sign in {0x85, 0x2028, 0x2029} else ""
    return found(place(name, text, bad.start()), "control-character", case, code=f"U+{sign:04X}")
