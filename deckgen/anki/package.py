"""A deck to an Anki package: the collection and the media, zipped the same way on every machine and at every hour.

genanki would write the zip with the clock's times, and without compression.
"""

import io
import json
import zipfile
from pathlib import Path
from typing import IO, BinaryIO

from deckgen.anki.collection import Stamps, collection_pieces
from deckgen.anki.media_names import pieces
from deckgen.model import Deck, MediaFile
from deckgen.system.files import open_atomically
from deckgen.system.inputs import NotReadError

__all__ = ["Stamps", "package_bytes", "write_apkg", "write_package"]

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_LEVEL = 2
"""Of deflate: level 6 is 16 % smaller, and takes three times as long, a twentieth of a build."""
_STORED = frozenset(
    (
        *(".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".mp3", ".ogg", ".opus", ".m4a", ".mp4", ".webm"),
        ".flac",
    )
)


def write_package(deck: Deck, file: BinaryIO, stamps: Stamps) -> None:
    """Compile a deck into an `.apkg`. Media go from disk to disk, whatever their size.

    The same deck, which has no errors, and stamps give the same bytes on every machine with the same zlib.

    Raises:
        DeckgenError: A media file vanished or changed since it was read.
    """
    media = sorted(deck.media, key=lambda file: file.name)
    names = json.dumps({str(n): file.name for n, file in enumerate(media)}, ensure_ascii=False).encode()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in (("collection.anki2", collection_pieces(deck, stamps)), ("media", (names,))):
            with _entry(archive, name, sum(map(len, data))) as entry:
                entry.writelines(data)
        for n, picture in enumerate(media):
            _add_media(archive, str(n), picture)


def package_bytes(deck: Deck, stamps: Stamps) -> bytes:
    """What `write_package` writes, as bytes."""
    out = io.BytesIO()
    write_package(deck, out, stamps)
    return out.getvalue()


def write_apkg(deck: Deck, path: Path, stamps: Stamps) -> int:
    """Compile a deck into a package.

    Args:
        deck: A deck without errors.
        path: The `.apkg` to write; folders above it are made.
        stamps: The modification times.

    Returns:
        The package's size in bytes.

    Raises:
        DeckgenError: The file cannot be written; the old one stays as it was.
    """
    with open_atomically(path) as file:
        write_package(deck, file, stamps)
        return file.tell()


def _add_media(archive: zipfile.ZipFile, name: str, media: MediaFile) -> None:
    try:
        size = media.path.stat().st_size
    except OSError as error:
        raise NotReadError("", error.strerror or "").named(media.path) from error
    with _entry(archive, name, size, stored=media.path.suffix.lower() in _STORED) as entry:
        for piece in pieces(media):
            entry.write(piece)


def _entry(archive: zipfile.ZipFile, name: str, size: int, *, stored: bool = False) -> IO[bytes]:
    info = zipfile.ZipInfo(name, _ZIP_TIME)
    info.external_attr = 0o644 << 16
    info.create_system = 3
    info.file_size = size
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    info._compresslevel = _LEVEL  # type: ignore[attr-defined]
    return archive.open(info, "w")
