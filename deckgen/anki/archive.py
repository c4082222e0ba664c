"""The zip of a package: opened, bounded, unpacked. What comes from strangers never fills memory or disk."""

import hashlib
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple, Self

from deckgen.anki import limits
from deckgen.anki.limits import refusal
from deckgen.anki.protobuf import iterate_fields, number_of, parse_message, text
from deckgen.model.diagnostics import DeckgenError
from deckgen.system.inputs import MOST_MEDIA

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)
"""What unpacking raises; RuntimeError is an encrypted entry."""
_LEGACY_NAME = 255
_CHUNK = 1 << 18
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""How entries may be compressed: Anki's importer refuses a package with another method."""
_COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")
"""Newest first: packages in a newer format hold an older collection too, with one note that says to update."""
_sha1 = partial(hashlib.sha1, usedforsecurity=False)


class PackedFile(NamedTuple):
    """A media file of a package."""

    entry: str
    """The zip's name for it."""
    size: int
    """Bytes that it unpacks to, as the package says."""
    sha1: str = ""
    """In hexadecimal; empty where the package does not say it."""


class PackageArchive:
    """An open `.apkg`; raises DeckgenError where it cannot be read, or is no package."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except OSError as error:
            message, hint = "'{path}' cannot be read: {why:system}", "check its name and permissions"
            raise DeckgenError("unreadable-package", message, hint, path=str(path), why=error.strerror or "") from error
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            with path.open("rb") as file:
                raise self.broken() if file.read(2) == b"PK" else self._no_package() from error
        self._names = {info.filename: info for info in self._zip.infolist()}
        self._collection = next((name for name in _COLLECTIONS if name in self._names), "")
        if not self._collection:
            raise self._no_package()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def broken(self) -> DeckgenError:
        """The error that says that this package cannot be used."""
        message = "'{path}' is broken: it was cut off, or damaged on its way"
        return DeckgenError(
            "broken-package", message, "export it again, or ask for the file again", path=str(self.path)
        )

    def _no_package(self) -> DeckgenError:
        hint = "export it from Anki again, as .apkg; what was downloaded may be a web page that has its name"
        return DeckgenError("broken-package.no-package", "'{path}' is not an Anki package", hint, path=str(self.path))

    @property
    def _is_new(self) -> bool:
        """Whether its parts are compressed by zstd and its lists are protobuf."""
        return self._collection.endswith("b")

    def collection(self) -> Iterator[bytes]:
        """The collection's database, piece by piece."""
        return self._unpacked(self._collection, limits.MAX_COLLECTION)

    def media(self) -> dict[str, str]:
        """File name → SHA-1 of its content, which old packages do not say; without the files that the zip lacks."""
        files = self.media_files()
        return {name: file.sha1 or _sha1(self.media_file(file)).hexdigest() for name, file in files.items()}

    def media_files(self) -> Mapping[str, PackedFile]:
        """File name → what holds its content, for `media_file`; without the files that the zip lacks.

        Raises:
            DeckgenError: The list is broken, or all files unpack to too much.
        """
        listed = b"".join(self._unpacked("media", limits.MAX_MEDIA_LIST)) if "media" in self._names else b""
        try:
            found = dict(self._new_list(listed) if self._is_new else self._old_list(listed or b"{}"))
        except (ValueError, AttributeError, RecursionError) as error:
            raise self.broken() from error
        most = min(limits.MAX_MEDIA, limits.MEDIA_AT_LEAST + limits.MEDIA_GROWTH * self.path.stat().st_size)
        if sum(file.size for file in found.values()) > most:
            raise refusal(self.path, f"{most // 1_000_000} MB", "of media")
        return found

    def media_file(self, file: PackedFile) -> bytes:
        """The content of a media file.

        Raises:
            DeckgenError: It is broken, larger than any picture or sound, or than the package says.
        """
        data = b"".join(self._unpacked(file.entry, MOST_MEDIA))
        if len(data) > file.size:
            raise self.broken()
        return data

    def _new_list(self, listed: bytes) -> Iterator[tuple[str, PackedFile]]:
        for place, (number, value) in enumerate(iterate_fields(listed)):
            if number != 1 or not isinstance(value, bytes):
                continue
            file = parse_message(value)
            legacy_name = number_of(file, _LEGACY_NAME)
            entry = str(place if legacy_name is None else legacy_name)
            if entry in self._names:
                digest = file.get(3, [b""])[-1]
                sha1 = digest.hex() if isinstance(digest, bytes) else ""
                yield text(file, 1), PackedFile(entry, max(0, number_of(file, 2) or 0), sha1)

    def _old_list(self, listed: bytes) -> Iterator[tuple[str, PackedFile]]:
        for entry, name in limits.load_json(listed, self.path).items():
            if entry in self._names:
                yield str(name), PackedFile(entry, self._names[entry].file_size)

    def _unpacked(self, name: str, most: int) -> Iterator[bytes]:
        if self._names[name].compress_type not in _METHODS:
            raise self.broken()
        broken: tuple[type[Exception], ...] = _BROKEN
        if self._is_new:
            import zstandard  # deckgen's own packages need none

            broken += (zstandard.ZstdError,)
        try:
            with self._zip.open(name) as packed:
                source = zstandard.ZstdDecompressor().stream_reader(packed) if self._is_new else packed
                total = 0
                while chunk := source.read(_CHUNK):
                    total += len(chunk)
                    if total > most:
                        raise refusal(self.path, f"{most >> 20} MB", "in one entry")
                    yield chunk
        except broken as error:
            raise self.broken() from error
