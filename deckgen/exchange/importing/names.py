"""Readable names for what Anki calls by any name: kinds, fields and cards in sources, files below `media/`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, MutableSet
from itertools import chain, count
from pathlib import Path, PurePosixPath

from deckgen.kinds.reader import RESERVED_KEYS
from deckgen.system.files import safe_name

_LONG = 40
"""Characters that a name takes of another: enough to know it again."""
_GAPS = re.compile(r"[\W_]+")
_FIRST = re.compile(r"[\W\d_]*")
_LATIN_CAPITAL = re.compile("[A-Z]")
_FINE = re.compile(
    r'[^\x00-\x1f\x7f<>:"/\\|?*\[\]~\s.-](?:[^\x00-\x1f\x7f<>:"/\\|?*\[\]]*[^\x00-\x1f\x7f<>:"/\\|?*\[\]\s.])?'
)
"""A file name that every system takes and that no text misreads."""
_EXPORTED = re.compile(r" [0-9a-f]{32}(?:_all)?\Z")
"""What Notion adds to the name of each file and folder that it exports."""
_LONGEST_FILE = 180
_SLASHES, _BRACKETS, _NOT_SUFFIX = re.compile(r"[\\/]+"), re.compile(r"[~\[\]]+"), re.compile(r"[^\w.]+")


def key_of(name: str, taken: Collection[str], instead: str) -> str:
    """A name for a key of a source: lower-case letters of any script, digits and `_`.

    Args:
        taken: Names that are not free.
        instead: What to call it where nothing of its name is left.
    """
    text = _LATIN_CAPITAL.sub("", _GAPS.sub("_", unicodedata.normalize("NFC", name).lower()))
    stem = _FIRST.sub("", text, count=1)[:_LONG].strip("_") or instead
    if stem in RESERVED_KEYS:
        stem = f"{stem}_field"
    return next(name for name in chain([stem], (f"{stem}_{number}" for number in count(2))) if name not in taken)


def readable_stem(path: Path) -> str:
    """What a source is called by its file's name."""
    return _EXPORTED.sub("", unicodedata.normalize("NFC", path.stem)) or path.stem


def file_name(name: str, taken: MutableSet[str]) -> str:
    """A name for a media file that every system takes: its own wherever that is one.

    Args:
        taken: Names that are not free, without case; the new one is added.
    """
    found = unicodedata.normalize("NFC", name)
    if not _FINE.fullmatch(found) or len(found.encode()) > _LONGEST_FILE:
        path = PurePosixPath(_SLASHES.sub("-", found))
        suffix = _NOT_SUFFIX.sub("", path.suffix)[:_LONG]
        found = f"{safe_name(_BRACKETS.sub('-', path.stem)).strip('-. ') or 'media'}{suffix}"
    stem, dot, suffix = found.rpartition(".")

    def numbered(number: int) -> str:
        return f"{stem}-{number}{dot}{suffix}" if stem else f"{found}-{number}"

    if found.casefold() in taken:
        found = next(name for number in count(2) if (name := numbered(number)).casefold() not in taken)
    taken.add(found.casefold())
    return found
