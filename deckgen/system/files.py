"""Files written whole or not at all, and names that every file system takes."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from deckgen.model.diagnostics import DeckgenError

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOT_IN_A_NAME = re.compile(r"[^\w.-]+")
"""What no shell and no address takes as it is: `&`, `$`, quotes, brackets."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\s]+')

_BACKUP = re.compile(r"collection\.(apkg|colpkg)|backup-.*\.(apkg|colpkg)", re.IGNORECASE)
_LONG_NAME = 180
"""Bytes: file systems take 255, and a version and a suffix are still to come."""
_DEVICES = frozenset({"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in "123456789¹²³")})
"""What no file may be called on Windows."""


_WRITTEN: dict[Path, int] = {}
"""What this process has written or was about to write, in order, with the file's number (inode)."""


def written() -> list[Path]:
    """What this process has written so far and not taken back, in order: what Ctrl-C tells the author."""
    return [path for path, number in _WRITTEN.items() if path.exists() and path.stat().st_ino == number]


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; see `writing`.

    Raises:
        DeckgenError: The file cannot be written.
    """
    with writing(path) as file:
        file.write(data)


def put_back(path: Path, data: bytes) -> None:
    """Give a file what it held before this process wrote it: to the author, nothing happened to it.

    Raises:
        DeckgenError: The file cannot be written; it is as it was.
    """
    write_atomically(path, data)
    _WRITTEN.pop(path, None)


@contextlib.contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """Write beside the target under a temporary name, then rename: a failure leaves the old file whole.

    A link gives way to the file, and what it led to stays as it was; nothing but a file is ever replaced.

    What was written is on the disk before its name is: a machine that loses power has the old file or the new one.

    Yields:
        A file to write to, which can be read and sought in, too.

    Raises:
        DeckgenError: The file cannot be written.
    """
    temporary = path.parent / f".{path.name[:40]}.{os.urandom(4).hex()}.tmp"  # known before it is there, for Ctrl-C
    try:
        if _is_no_file(path):
            raise DeckgenError(
                "not-replaced.device",
                "'{path}' cannot be written: it is a device, a pipe or a folder",
                "name a file",
                path=str(path),
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("x+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _WRITTEN[path] = temporary.stat().st_ino  # before it is there: Ctrl-C may come between this line and the next
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise DeckgenError(
            "not-replaced.refused",
            "'{path}' cannot be written: {why}",
            "free the place (its permissions, its disk), or name another",
            path=str(path),
            why=error.strerror or "",
        ) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _is_no_file(path: Path) -> bool:
    """Whether something stands there that is no file: as root, a rename would put one in a device's place."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    """Put a folder's names on the disk, where the system can."""
    with contextlib.suppress(OSError):  # Windows opens no folder; some file systems sync none
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def safe_name(text: str) -> str:
    """A file name's stem from any text: composed form, no sign that a file system refuses, no space."""
    name = _UNSAFE.sub("-", unicodedata.normalize("NFC", text)).strip("-. ")
    if len(name.encode()) > _LONG_NAME:
        name = name.encode()[:_LONG_NAME].decode(errors="ignore").rstrip("-. ")
    return f"{name}-deck" if name.partition(".")[0].upper() in _DEVICES else name or "deck"


def product_path(cards: Path, name: str, suffix: str, version: str = "") -> Path:
    """Where a deck's product goes by default: `output/` beside the cards folder, under the deck's name in ASCII.

    Other letters suffer on the way to members: browsers, chats and phones spell them in ways of their own. Nor is
    anything named as Anki's own backups are, since Anki would offer to replace a member's whole collection with it.

    Args:
        cards: The cards folder.
        name: The deck's name.
        suffix: With its dot.
        version: A release's name, for a product that carries it.
    """
    stem = safe_name(_NOT_IN_A_NAME.sub("-", _ascii(name)))
    if is_backup_name(f"{stem}.apkg") or is_backup_name(f"{stem}-.apkg"):
        stem = f"deck-{stem}"
    return cards.resolve().parent / "output" / f"{stem}{f'-{safe_name(_ascii(version))}' if version else ''}{suffix}"


def is_backup_name(name: str) -> bool:
    """Whether Anki takes a package of this name for a backup of a whole collection."""
    return _BACKUP.fullmatch(name) is not None


def _ascii(text: str) -> str:
    """A text in ASCII: `LLM 경량화` as `LLM gyeonglyanghwa`."""
    if text.isascii():
        return text
    from anyascii import anyascii

    words = (word if word.isascii() else anyascii(word).lower() for word in unicodedata.normalize("NFC", text).split())
    return " ".join(words)


def display_path(path: Path) -> str:
    """The path as the author would type it here: relative where it lies below the working folder."""
    try:
        relative = Path(os.path.abspath(path)).relative_to(Path.cwd())  # noqa: PTH100 - resolve() would follow links
        return relative.as_posix()
    except ValueError:
        return path.as_posix()
