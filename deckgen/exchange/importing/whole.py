"""An import whole or not at all: where it stops, its files go again; where it is killed, the ledger says so.

A deck's cards without what members have of them would be new at the next release, and replace what members wrote. So
the ledger comes first: it begins with a line that no build or release goes past, until what members have is in it.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from deckgen.model.diagnostics import DeckgenError
from deckgen.release import LEDGER_NAME
from deckgen.release.ledger_file import import_mark
from deckgen.system.files import put_back, write_atomically

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path


@contextlib.contextmanager
def whole(cards: Path, paths: Collection[Path], *, dated: bool) -> Iterator[None]:
    """Take back what is written inside where it ends in any error, or by Ctrl-C.

    Args:
        cards: The cards folder.
        paths: What is going to be written beside the ledger.
        dated: Whether the ledger is going to be, since members have the cards.

    Raises:
        DeckgenError: One of the files is there already, before any is written.
    """
    ledger = cards / LEDGER_NAME
    taken = next((path for path in paths if path.exists() or path.is_symlink()), None)
    if taken is not None:
        raise DeckgenError(
            "init-taken", "'{path}' already exists", "choose an empty folder: nothing was written", path=str(taken)
        )
    before = ledger.read_bytes() if dated and ledger.exists() else b""
    above = {folder for path in (*paths, ledger) for folder in path.parents if not folder.exists()}
    try:
        if dated:
            names = [path.relative_to(cards.parent).as_posix() for path in paths]
            write_atomically(ledger, import_mark(names).encode() + before)
        yield
    except BaseException:
        for path in paths:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        if before:
            put_back(ledger, before)
        elif dated:
            ledger.unlink(missing_ok=True)
        for folder in sorted(above, key=lambda path: len(path.parts), reverse=True):
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise
