"""Files of any encoding to text, and text to what a card file can hold."""

import codecs
import re
import unicodedata
from pathlib import Path

from deckgen.model.diagnostics import DeckgenError
from deckgen.sources.text import FORBIDDEN
from deckgen.system.inputs import NotReadError, read_file

MAX_TEXT = 1 << 28
"""Bytes that a text to import may have: a quarter of a gigabyte."""
_EXPORTED = re.compile(r" [0-9a-f]{32}(?:_all)?\Z")
"""What Notion adds to the name of each file and folder that it exports."""
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_TRAILING = re.compile(r"(?<=\S) {2,}$", re.MULTILINE)
_PADDING = re.compile(r"(?<![ \t])[ \t]++$", re.MULTILINE)


def read_any(path: Path) -> str:
    r"""A file's text with `\n` as line ends: UTF-8, UTF-16 with a byte-order mark, or CP949.

    Raises:
        DeckgenError: It cannot be read, is too large, or is in none of these encodings.
    """
    try:
        data = read_file(path, None, MAX_TEXT)
    except NotReadError as error:
        raise error.named(path) from error
    with_mark = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    texts = ("utf-8-sig", "cp949") if b"\0" not in data else ()
    for encoding in ("utf-16",) if with_mark else texts:
        try:
            return _BREAKS.sub("\n", data.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise DeckgenError(
        "cannot-import.encoding",
        "'{path}' is not text in UTF-8, UTF-16 or CP949",
        "save a spreadsheet as .xlsx or .csv, another document as .txt in UTF-8; unpack an archive",
        path=str(path),
    )


def readable_stem(path: Path) -> str:
    """What a source is called by its file's name."""
    return _EXPORTED.sub("", unicodedata.normalize("NFC", path.stem)) or path.stem


def clean(text: str) -> str:
    r"""A text as a field holds it: composed, no character that a source may not hold, no padding.

    Several lines end in `\n`, as a block in a card file does; spaces that Markdown reads as a line break become `\`.
    """
    text = re.sub(FORBIDDEN, "", _BREAKS.sub("\n", text).replace("\ufeff", ""))
    text = _PADDING.sub("", _TRAILING.sub(r"\\", unicodedata.normalize("NFC", text).strip()))
    return f"{text}\n" if "\n" in text else text


def clean_html(text: str) -> str:
    """A field's HTML as a file holds it: composed, no character that a source may not hold, no padding around it."""
    return re.sub(FORBIDDEN, "", unicodedata.normalize("NFC", _BREAKS.sub("\n", text))).strip()
