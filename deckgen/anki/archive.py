"""The zip of a package: opened, bounded, unpacked. What comes from strangers never fills memory or disk."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from typing import TYPE_CHECKING, Protocol

import zstandard

from deckgen.anki.protobuf import Message, messages, parse_message, text
from deckgen.model.diagnostics import DeckgenError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path
    from typing import Self

    from deckgen.messages.catalogue import Value

MAX_COLLECTION = 1 << 29
"""Bytes that a collection may unpack to: half a gigabyte, some two million notes."""
MAX_MEDIA_LIST = 1 << 26
MAX_MEDIA = 1 << 33
"""Bytes that all media together may unpack to."""
MAX_MEDIA_FILE = 1 << 29
"""Bytes that one picture or sound may unpack to."""
MAX_ENTRIES = 400_000
_LEGACY_NAME = 255
_CHUNK = 1 << 18
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""How entries may be compressed: Anki's importer refuses a package with another method."""
_COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")
"""Newest first: packages in a newer format hold an older collection too, with one note that says to update."""


class _Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


def _begins_as_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"PK"


class PackageArchive:
    """An open `.apkg`.

    Args:
        path: The file.

    Raises:
        DeckgenError: It cannot be read, or is no package.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except OSError as error:
            raise DeckgenError.of("unreadable-package", path=str(path), why=error.strerror or "") from error
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise self.broken("zip" if _begins_as_zip(path) else "no-package") from error
        self._names = {info.filename: info for info in self._zip.infolist()}
        if len(self._names) > MAX_ENTRIES:
            raise self.refused("entries", most=MAX_ENTRIES)
        self._collection = next((name for name in _COLLECTIONS if name in self._names), "")
        if not self._collection:
            raise self.broken("no-collection")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def broken(self, case: str, **values: Value) -> DeckgenError:
        """The error that says that this package cannot be used; the catalogue has its cases as `broken-package`."""
        return DeckgenError.of("broken-package", case, path=str(self._path), **values)

    def refused(self, case: str, **values: Value) -> DeckgenError:
        """The error that says that this package goes beyond what any real deck needs: `refused-package`."""
        return DeckgenError.of("refused-package", case, path=str(self._path), **values)

    @property
    def new_format(self) -> bool:
        """Whether its parts are compressed by zstd and its lists are protobuf."""
        return self._collection.endswith("b")

    def collection(self) -> bytes:
        """The collection's database."""
        return b"".join(self._unpacked(self._collection, MAX_COLLECTION, compressed=self.new_format))

    def collection_holds(self, texts: Collection[bytes]) -> bool:
        """Whether the database holds one of some short texts; it is read as far as that one stands."""
        before = b""
        longest = max(map(len, texts), default=1)
        for chunk in self._unpacked(self._collection, MAX_COLLECTION, compressed=self.new_format):
            if any(text in before + chunk for text in texts):
                return True
            before = chunk[-longest:]
        return False

    def media(self) -> dict[str, str]:
        """File name → SHA-1 of its content.

        Old packages do not say it: their files are read. Files that the list names and the zip lacks are left out.
        """
        if self.new_format:
            return {text(entry, 1): _digest(entry.get(3)) for entry in self._new_list()}
        left = MAX_MEDIA
        found: dict[str, str] = {}
        for name, entry in self._old_list().items():
            digest = hashlib.sha1(usedforsecurity=False)
            for chunk in self._unpacked(entry, left, compressed=False):
                digest.update(chunk)
                left -= len(chunk)
            found[name] = digest.hexdigest()
        return found

    def media_entries(self) -> dict[str, str]:
        """File name → the entry that holds it, for `media_file`; without the files that the zip lacks."""
        if not self.new_format:
            return self._old_list()
        named = {text(entry, 1): _entry_name(entry, place) for place, entry in enumerate(self._new_list())}
        return {name: entry for name, entry in named.items() if entry in self._names}

    def media_file(self, entry: str) -> bytes:
        """The content of a media file.

        Raises:
            DeckgenError: It is broken, or larger than any picture or sound.
        """
        return b"".join(self._unpacked(entry, MAX_MEDIA_FILE, compressed=self.new_format))

    def _new_list(self) -> list[Message]:
        try:
            return messages(parse_message(self._listed()), 1)
        except ValueError as error:
            raise self.broken("media-list") from error

    def _old_list(self) -> dict[str, str]:
        try:
            names = json.loads(self._listed() or b"{}")
            if not isinstance(names, dict):
                raise ValueError("no mapping")  # noqa: TRY004, TRY301 - one way out for every bad list
        except (ValueError, RecursionError) as error:
            raise self.broken("media-list") from error
        return {str(name): entry for entry, name in names.items() if entry in self._names}

    def _listed(self) -> bytes:
        if "media" not in self._names:
            return b""
        return b"".join(self._unpacked("media", MAX_MEDIA_LIST, compressed=self.new_format))

    def _unpacked(self, name: str, most: int, *, compressed: bool) -> Iterator[bytes]:
        method = self._names[name].compress_type
        if method not in _METHODS:
            raise self.broken("method", name=name, method=method)
        try:
            with self._zip.open(name) as packed:
                source: _Readable = packed
                if compressed:
                    source = zstandard.ZstdDecompressor().stream_reader(packed)
                total = 0
                while chunk := source.read(_CHUNK):
                    total += len(chunk)
                    if total > most:
                        raise self.refused("large", name=name, most=most >> 20)
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, zstandard.ZstdError, EOFError, OSError, NotImplementedError) as error:
            raise self.broken("unpack", name=name) from error
        except RuntimeError as error:  # what zipfile says of an encrypted entry
            raise self.broken("encrypted", name=name) from error


def _entry_name(entry: Message, place: int) -> str:
    """The zip's name for a file of the newer list: its place, unless the list says another."""
    named = entry.get(_LEGACY_NAME)
    return str(named[-1]) if named else str(place)


def _digest(values: list[int | bytes] | None) -> str:
    value = values[-1] if values else b""
    return value.hex() if isinstance(value, bytes) else ""
