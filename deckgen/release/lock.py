"""One release at a time: two at once would each take the ledger for what members have, and one would be lost."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from deckgen.model.diagnostics import DeckgenError
from deckgen.system.files import display_path, product_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def locked(cards: Path) -> Iterator[None]:
    """Hold a cards folder's releases; the system lets go of it where the process ends in any way.

    Raises:
        DeckgenError: Another process holds it, or the place cannot be written.
    """
    path = product_path(cards, "", "").with_name(".lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_symlink() or (path.exists() and not path.is_file()):  # the lock empties what it opens
            raise DeckgenError(
                "not-replaced.device",
                "'{path}' cannot be written: it is a device, a pipe or a folder",
                "name a file",
                path=display_path(path),
            )
        lock = FileLock(path)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise DeckgenError(
            "release-running", "another release of this deck is being made", "wait until it is done"
        ) from error
    except OSError as error:
        raise DeckgenError(
            "not-replaced.refused",
            "'{path}' cannot be written: {why}",
            "free the place (its permissions, its disk), or name another",
            path=display_path(path),
            why=error.strerror or "",
        ) from error
    try:
        yield
    finally:
        lock.release()
