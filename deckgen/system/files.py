"""Files written whole or not at all, and names that every file system takes."""

import contextlib
import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from itertools import count
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from deckgen.model.diagnostics import DeckgenError
from deckgen.system.inputs import refuse_outside

_NOT_IN_A_NAME = re.compile(r"[^\w.-]+")
"""Characters that need escaping in a shell or an address: `&`, `$`, quotes, brackets."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\s]+')

_LONG_NAME = 180
"""Bytes: file systems take 255, and a version and a suffix are still to come."""
_DEVICES = frozenset({"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in "123456789¹²³")})
"""Reserved file names of Windows."""


_WRITTEN: dict[Path, int] = {}
"""The files that this process has written or was about to write, in order, with their inodes."""


def written_files() -> list[Path]:
    """The files that this process has written and not restored, in order, for the report after Ctrl-C."""
    return [path for path, number in _WRITTEN.items() if path.exists() and path.stat().st_ino == number]


def write_atomically(path: Path, data: bytes, *, sync: bool = True) -> None:
    """Write a file whole or not at all; see `open_atomically`.

    Raises:
        DeckgenError: The file cannot be written.
    """
    with open_atomically(path, sync=sync) as file:
        file.write(data)


def restore_file(path: Path, data: bytes) -> None:
    """Write back what a file held before, and take it off `written_files`.

    Raises:
        DeckgenError: The file cannot be written; it is as it was.
    """
    write_atomically(path, data)
    _WRITTEN.pop(path, None)


@contextlib.contextmanager
def open_atomically(path: Path, *, sync: bool = True) -> Iterator[BinaryIO]:
    """Write next to the target under a temporary name, then rename: a failure leaves the old file whole.

    A link is replaced, not its target; nothing but a file is ever replaced. The data is synced before the rename: after
    a power failure there is the old file or the new one. Without `sync`, the caller syncs what it writes.

    Yields:
        The file, open for writing, reading and seeking.

    Raises:
        DeckgenError: The file cannot be written.
    """
    temporary = path.parent / f".{path.name[:40]}.{os.urandom(4).hex()}.tmp"  # named before it exists, for Ctrl-C
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
            if sync:
                os.fsync(file.fileno())
        _WRITTEN[path] = temporary.stat().st_ino  # before the rename: Ctrl-C may come between the two
        temporary.replace(path)
        if sync:
            _sync_folder(path.parent)
    except OSError as error:
        raise DeckgenError(
            "not-replaced.refused",
            "'{path}' cannot be written: {why}",
            "check the permissions and the space on the disk, or name another place",
            path=str(path),
            why=error.strerror or "",
        ) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _is_no_file(path: Path) -> bool:
    """Whether something other than a file is there: as root, a rename would replace a device."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    """Sync a folder's entries, where the system can."""
    with contextlib.suppress(OSError):  # Windows opens no folder; some file systems sync none
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def safe_name(text: str) -> str:
    """A file name's stem from any text: NFC, without spaces and characters that a file system refuses."""
    name = _UNSAFE.sub("-", unicodedata.normalize("NFC", text)).strip("-. ")
    if len(name.encode()) > _LONG_NAME:
        name = name.encode()[:_LONG_NAME].decode(errors="ignore").rstrip("-. ")
    return f"{name}-deck" if name.partition(".")[0].upper() in _DEVICES else name or "deck"


def product_path(cards: Path, name: str, suffix: str, version: str = "") -> Path:
    """Where a deck's product goes by default: `output/` next to the cards folder, under the deck's name in ASCII.

    Browsers, chats and phones change other letters. No product has the name of one of Anki's backups: Anki would offer
    to replace a member's whole collection with it.

    Args:
        version: A release's name, for a product that carries it.

    Raises:
        DeckgenError: `output` is a link that leads elsewhere.
    """
    stem = safe_name(_NOT_IN_A_NAME.sub("-", _ascii(name)))
    if is_backup_name(f"{stem}.apkg") or is_backup_name(f"{stem}-.apkg"):
        stem = f"deck-{stem}"
    project = cards.resolve().parent
    refuse_outside(project / "output", project)
    return project / "output" / f"{stem}{f'-{safe_name(_ascii(version))}' if version else ''}{suffix}"


def is_backup_name(name: str) -> bool:
    """Whether Anki takes a package of this name for a backup of a whole collection."""
    return re.fullmatch(r"(?:collection|backup-.*)\.(?:apkg|colpkg)", name.lower()) is not None


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


def numbered_names(name: str) -> Iterator[str]:
    """A file's name, and the same with a number: the first that is free is taken."""
    yield name
    path = PurePosixPath(name)
    yield from (f"{path.stem}-{number}{path.suffix}" for number in count(2))
