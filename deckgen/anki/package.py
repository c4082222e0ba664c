"""A deck to an Anki package: the collection and the media, zipped the same way on every machine and at every hour.

genanki would write the zip with the clock's times, and without compression.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

from deckgen.anki.collection import Stamps, collection_bytes
from deckgen.diagnostics import DeckgenError
from deckgen.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from deckgen.model import Deck, MediaFile

__all__ = ["Stamps", "package_bytes", "write_apkg"]

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_SMALL, _SMALL_LEVEL, _LARGE_LEVEL = 2_000_000, 6, 2
"""Deflate levels below and above so many bytes: level 6 is 16 % smaller than 2, and takes three times as long."""
_STORED = frozenset(
    {
        ".png",
        ".jpg",
        ".jpeg",
        ".gif",
        ".webp",
        ".avif",
        ".mp3",
        ".ogg",
        ".opus",
        ".m4a",
        ".mp4",
        ".webm",
        ".flac",
    }
)


def package_bytes(deck: Deck, stamps: Stamps, progress: Callable[[int], None] = lambda _: None) -> bytes:
    """Compile a deck into the bytes of an `.apkg`.

    The same deck and stamps give the same bytes on every machine with the same zlib.

    Args:
        deck: A deck without errors.
        stamps: The modification times.
        progress: Called with the number of notes written so far.

    Raises:
        DeckgenError: A media file vanished since it was read.
    """
    media = sorted(deck.media, key=lambda file: file.name)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        _add(archive, "collection.anki2", collection_bytes(deck, stamps, progress))
        _add(
            archive,
            "media",
            json.dumps({str(n): file.name for n, file in enumerate(media)}, ensure_ascii=False).encode(),
        )
        for n, file in enumerate(media):
            _add(archive, str(n), _read(file), stored=file.path.suffix.lower() in _STORED)
    return out.getvalue()


def write_apkg(deck: Deck, path: Path, stamps: Stamps, progress: Callable[[int], None] = lambda _: None) -> int:
    """Compile a deck into a package.

    Args:
        deck: A deck without errors.
        path: The `.apkg` to write; folders above it are made.
        stamps: The modification times.
        progress: Called with the number of notes written so far.

    Returns:
        The package's size in bytes.

    Raises:
        DeckgenError: The file cannot be written; the old one stays as it was.
    """
    data = package_bytes(deck, stamps, progress)
    write_atomically(path, data)
    return len(data)


def _read(file: MediaFile) -> bytes:
    try:
        return file.path.read_bytes()
    except OSError as error:
        raise DeckgenError(f"'{file.path}' cannot be read: {error.strerror}", "build again") from error


def _add(archive: zipfile.ZipFile, name: str, data: bytes, *, stored: bool = False) -> None:
    info = zipfile.ZipInfo(name, _ZIP_TIME)
    info.external_attr = 0o644 << 16
    info.create_system = 3
    level = _SMALL_LEVEL if len(data) < _SMALL else _LARGE_LEVEL
    archive.writestr(info, data, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED, None if stored else level)
