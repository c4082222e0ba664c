"""Files written whole or not at all, and names that every file system takes."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import unicodedata
from pathlib import Path

from deckgen.diagnostics import DeckgenError

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\s]+')


def write_atomically(path: Path, data: bytes) -> None:
    """Write beside the target under a temporary name, then rename: a failure leaves the old file whole.

    Raises:
        DeckgenError: The file cannot be written.
    """
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".tmp", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        hint = "choose another place with -o, or free this one"
        raise DeckgenError(f"'{path}' cannot be written: {error.strerror}", hint) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()


def safe_name(text: str) -> str:
    """A file name's stem from any text: composed form, no sign that a file system refuses, no space."""
    return _UNSAFE.sub("-", unicodedata.normalize("NFC", text)).strip("-. ") or "deck"


def display_path(path: Path) -> str:
    """The path as the author would type it here: relative where it lies below the working folder."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
