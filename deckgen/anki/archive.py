"""The zip of a package: opened, bounded, unpacked. What comes from strangers never fills memory or disk."""

from __future__ import annotations

import hashlib
import io
import weakref
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, Protocol, Self

from deckgen.anki import limits
from deckgen.anki.protobuf import iterate_fields, number_of, parse_message, text
from deckgen.anki.whole_json import TooManyValuesError, load_whole
from deckgen.messages.catalogue import Value
from deckgen.model.diagnostics import DeckgenError, Text

_BROKEN_PACKAGE: dict[str, Text] = {
    "zip": (
        "broken-package.zip",
        "'{path}' is broken: it was cut off, or damaged on its way",
        "export it again, or ask for the file again",
    ),
    "no-package": (
        "broken-package.no-package",
        "'{path}' is not an Anki package",
        ("a package is what Anki exports as .apkg; tables and Markdown come in with 'deckgen import'"),
    ),
    "no-collection": (
        "broken-package.no-collection",
        "'{path}' is not an Anki package: it holds no collection",
        "a package is what Anki exports as .apkg, or what deckgen builds",
    ),
    "media-list": (
        "broken-package.media-list",
        "'{path}' is broken: its list of media cannot be read",
        "export it again, or ask for the file again",
    ),
    "method": (
        "broken-package.method",
        "'{path}' is broken: '{name}' is compressed by method {method}, which Anki does not read",
        "export it again, or ask for the file again",
    ),
    "unpack": (
        "broken-package.unpack",
        "'{path}' is broken: '{name}' cannot be unpacked",
        "export it again, or ask for the file again",
    ),
    "encrypted": (
        "broken-package.encrypted",
        "'{path}' is broken: '{name}' is encrypted",
        "export it again, or ask for the file again",
    ),
    "database": (
        "broken-package.database",
        "'{path}' is broken: its collection is not a database",
        "export it again, or ask for the file again",
    ),
    "collection": (
        "broken-package.collection",
        "'{path}' is broken: its collection cannot be read",
        "export it again, or ask for the file again",
    ),
}

_LEGACY_NAME = 255
_CHUNK = 1 << 18
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""How entries may be compressed: Anki's importer refuses a package with another method."""
_COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")
"""Newest first: packages in a newer format hold an older collection too, with one note that says to update."""


class _Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class PackedFile(NamedTuple):
    """A media file of a package."""

    entry: str
    """The zip's name for it."""
    size: int
    """Bytes that it unpacks to, as the package says."""
    sha1: str = ""
    """In hexadecimal; empty where the package does not say it."""


class _BoundedFile(io.FileIO):
    """A file that `zipfile` cannot read a list of millions of entries from."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > limits.MAX_DIRECTORY:
            raise OverflowError
        return super().read(size)


def _begins_as_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"PK"


class PackageArchive:
    """An open `.apkg`.

    Raises:
        DeckgenError: It cannot be read, or is no package.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            file = _BoundedFile(path)
            self._close = weakref.finalize(self, file.close)  # an import reads its media long after it opened the zip
            self._zip = zipfile.ZipFile(file)
        except OverflowError as error:
            raise self.refused("entries", most=limits.MAX_ENTRIES) from error
        except OSError as error:
            raise DeckgenError(
                "unreadable-package",
                "'{path}' cannot be read: {why:system}",
                "check its name and permissions",
                path=str(path),
                why=error.strerror or "",
            ) from error
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise self.broken("zip" if _begins_as_zip(path) else "no-package") from error
        self._names = {info.filename: info for info in self._zip.infolist()}
        if len(self._names) > limits.MAX_ENTRIES:
            raise self.refused("entries", most=limits.MAX_ENTRIES)
        self._collection = next((name for name in _COLLECTIONS if name in self._names), "")
        if not self._collection:
            raise self.broken("no-collection")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()
        self._close()

    def broken(self, case: str, **values: Value) -> DeckgenError:
        """The error that says that this package cannot be used; the catalogue has its cases as `broken-package`."""
        return DeckgenError(*_BROKEN_PACKAGE[case], path=str(self._path), **values)

    def refused(self, case: str, **values: Value) -> DeckgenError:
        """The error that says that this package goes beyond what any real deck needs: `refused-package`."""
        return limits.refusal(self._path, case, **values)

    @property
    def new_format(self) -> bool:
        """Whether its parts are compressed by zstd and its lists are protobuf."""
        return self._collection.endswith("b")

    def collection(self) -> Iterator[bytes]:
        """The collection's database, piece by piece."""
        return self._unpacked(self._collection, limits.MAX_COLLECTION, compressed=self.new_format)

    def collection_holds(self, texts: Collection[bytes]) -> bool:
        """Whether the database holds one of some short texts; it is read as far as that one stands."""
        before = b""
        longest = max(map(len, texts), default=1)
        for chunk in self.collection():
            if any(text in before + chunk for text in texts):
                return True
            before = chunk[-longest:]
        return False

    def media(self) -> dict[str, str]:
        """File name → SHA-1 of its content.

        Old packages do not say it: their files are read. Files that the list names and the zip lacks are left out.
        """
        return {name: file.sha1 or self._digest(file) for name, file in self.media_files().items()}

    def media_files(self) -> Mapping[str, PackedFile]:
        """File name → what holds its content, for `media_file`; without the files that the zip lacks.

        Raises:
            DeckgenError: The list is broken, names too many files, or all of them unpack to too much.
        """
        found = dict(self._new_list() if self.new_format else self._old_list())
        most = min(limits.MAX_MEDIA, limits.MEDIA_AT_LEAST + limits.MEDIA_GROWTH * self._path.stat().st_size)
        if sum({file.entry: file.size for file in found.values()}.values()) > most:
            raise self.refused("media", most=most // 1_000_000)
        return found

    def media_file(self, file: PackedFile) -> bytes:
        """The content of a media file.

        Raises:
            DeckgenError: It is broken, larger than any picture or sound, or than the package says.
        """
        return b"".join(self._media_pieces(file))

    def _media_pieces(self, file: PackedFile) -> Iterator[bytes]:
        size = 0
        for chunk in self._unpacked(file.entry, limits.MAX_MEDIA_FILE, compressed=self.new_format):
            size += len(chunk)
            if size > file.size:
                raise self.broken("unpack", name=file.entry)
            yield chunk

    def _digest(self, file: PackedFile) -> str:
        digest = hashlib.sha1(usedforsecurity=False)
        for chunk in self._media_pieces(file):
            digest.update(chunk)
        return digest.hexdigest()

    def _new_list(self) -> Iterator[tuple[str, PackedFile]]:
        try:
            for place, (number, value) in enumerate(iterate_fields(self._listed())):
                if place >= limits.MAX_MEDIA_FILES:
                    raise self.refused("media-files", most=limits.MAX_MEDIA_FILES)
                if number != 1 or not isinstance(value, bytes):
                    continue
                file = parse_message(value)
                entry = str(number_of(file, _LEGACY_NAME)) if _LEGACY_NAME in file else str(place)
                if entry in self._names:
                    digest = file.get(3, [b""])[-1]
                    sha1 = digest.hex() if isinstance(digest, bytes) else ""
                    yield text(file, 1), PackedFile(entry, number_of(file, 2), sha1)
        except ValueError as error:
            raise self.broken("media-list") from error

    def _old_list(self) -> Iterator[tuple[str, PackedFile]]:
        try:
            names = load_whole(self._listed() or b"{}")
            if not isinstance(names, dict):
                raise ValueError("no mapping")
        except TooManyValuesError as error:
            raise self.refused("values", most=limits.MAX_JSON) from error
        except (ValueError, RecursionError) as error:
            raise self.broken("media-list") from error
        for entry, name in names.items():
            if entry in self._names:
                yield str(name), PackedFile(entry, self._names[entry].file_size)

    def _listed(self) -> bytes:
        if "media" not in self._names:
            return b""
        return b"".join(self._unpacked("media", limits.MAX_MEDIA_LIST, compressed=self.new_format))

    def _unpacked(self, name: str, most: int, *, compressed: bool) -> Iterator[bytes]:
        method = self._names[name].compress_type
        if method not in _METHODS:
            raise self.broken("method", name=name, method=method)
        damaged: tuple[type[Exception], ...] = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError)
        if compressed:
            import zstandard  # deckgen's own packages need none

            damaged += (zstandard.ZstdError,)
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
        except damaged as error:
            raise self.broken("unpack", name=name) from error
        except RuntimeError as error:  # what zipfile says of an encrypted entry
            raise self.broken("encrypted", name=name) from error
