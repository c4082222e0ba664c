"""The only way to open a deck's files: regular files, inside the deck, up to a size limit.

A deck has many authors. A link that one of them adds could lead to any file of the person who builds it, and that file
into the package; a device or a pipe never ends; a sparse file of a terabyte is quickly sent.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from deckgen.model.diagnostics import DeckgenError, Text

MOST_TEXT = 1 << 26
"""Bytes of one source: some 200,000 cards."""
MOST_LEDGER = 1 << 28
MOST_MEDIA = 100 * 1000 * 1000
"""Bytes of one picture, sound or film: Anki syncs none that is larger."""
_MEGABYTE = 1_000_000
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
"""A pipe without a writer does not block, a terminal does not become the controlling one, Windows keeps line ends."""


_NO_ACCESS: dict[str, Text] = {
    "": ("no-access", "'{path}' cannot be read: {why:system}", "check its name and permissions"),
    "missing": ("no-access.missing", "'{path}' is gone", "run it again"),
    "outside": (
        "no-access.outside",
        "'{path}' is a link that leads out of the deck",
        "copy the file itself to where the link is",
    ),
    "no-file": ("no-access.no-file", "'{path}' is a device or a pipe, not a file", "put the file itself there"),
    "too-large": ("no-access.too-large", "'{path}' is larger than {why}", "split it, or make it smaller"),
}


class NotReadError(Exception):
    """Why a file is not read.

    Args:
        case: `missing`, `outside`, `no-file`, `too-large`, or empty where the system refuses.
        why: The system's words, or how large a file may be.
    """

    def __init__(self, case: str, why: str = "") -> None:
        super().__init__(case or why)
        self.case = case
        self.why = why

    def named(self, path: Path | str) -> DeckgenError:
        """The error for the user, with the file's name."""
        return DeckgenError(*_NO_ACCESS[self.case], path=str(path), why=self.why)


def read_file(path: Path, within: Path | None, most: int = MOST_TEXT) -> bytes:
    """A file's bytes.

    Args:
        within: The folder that it must lie in, wherever links lead; None for a file that the user named.
        most: How many bytes it may have.

    Raises:
        NotReadError: It is not there, outside, no regular file, too large, or the system refuses.
    """
    with open_file(path, within, most) as file:
        try:
            data = file.read(most + 1)
        except OSError as error:
            raise NotReadError("", error.strerror or "") from error
    if len(data) > most:  # it grew
        raise _too_large(most)
    return data


@contextmanager
def open_file(path: Path, within: Path | None, most: int = MOST_TEXT) -> Iterator[BinaryIO]:
    """Open a file to read it; see `read_file`.

    Yields:
        The open file.
    """
    if within is not None and not is_inside(path, within):
        raise NotReadError("outside")
    try:
        _refuse(path.stat(), most)  # before it is opened: opening a device may do something
        handle = os.open(path, _FLAGS)
    except FileNotFoundError as error:
        raise NotReadError("" if path.is_symlink() else "missing", error.strerror or "") from error
    except (OSError, ValueError) as error:  # a name that no system takes
        raise NotReadError("", getattr(error, "strerror", None) or str(error)) from error
    with os.fdopen(handle, "rb") as file:
        _refuse(os.fstat(handle), most)
        yield file


def is_file(path: Path) -> bool:
    """Whether a regular file is there; False for a name that the system refuses."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_inside(path: Path, folder: Path) -> bool:
    """Whether a path, links resolved, is inside a folder, and no link leads to something hidden, such as `.git`."""
    try:
        real, root = os.path.realpath(path), os.path.realpath(folder)
    except ValueError:  # a name that no system takes
        return False
    below = real.removeprefix(f"{root.rstrip(os.sep)}{os.sep}")
    if below == real or real == os.path.abspath(path):  # noqa: PTH100 - resolve() follows links
        return real == root or below != real
    written = os.path.relpath(os.path.abspath(path), os.path.abspath(folder))  # noqa: PTH100 - resolve() follows links
    return below == written or not any(part.startswith(".") for part in Path(below).parts)


def refuse_outside(folder: Path, within: Path) -> None:
    """Refuse a folder that is a link, and leads elsewhere: a branch could have its reader's own files read or written.

    Raises:
        DeckgenError: It leads out of the other folder.
    """
    if not is_inside(folder, within):
        raise DeckgenError(
            "link-outside",
            "'{path}' is a link that leads out of the deck",
            "put the folder itself where the link is, or name the one that you mean",
            path=folder.as_posix(),
        )


def _refuse(status: os.stat_result, most: int) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise NotReadError("", os.strerror(errno.EISDIR))
    if not stat.S_ISREG(status.st_mode):
        raise NotReadError("no-file")
    if status.st_size > most:
        raise _too_large(most)


def _too_large(most: int) -> NotReadError:
    return NotReadError("too-large", f"{most // _MEGABYTE} MB")
