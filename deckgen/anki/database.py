"""A stranger's collection, opened so that reading it ends: tables only, with a deadline and a limit on every value.

A database is a program. A view or a computed column runs SQL of its author's making when it is read, and pages that
point at each other hold rows without an end. What SQLite offers against this is all used here, after its own page
"Defense Against The Dark Arts".
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from deckgen.anki import limits
from deckgen.anki.archive import PackageArchive
from deckgen.anki.limits import refusal

_MAGIC = b"SQLite format 3\0"
_WAL_AT = 18
"""Offset of the two bytes that say that a log lies next to the database; here none does."""
_ANKIS = frozenset({"col", "notes", "cards", "notetypes", "fields", "templates", "decks"})
"""The tables that are read, of both of Anki's schemas."""
_STEPS = 100_000
"""SQLite's instructions between two looks at the clock."""
_READING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ})
_UNREADABLE = (sqlite3.Error, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)
"""What a collection raises whose rows or JSON are not what Anki writes; OverflowError is a number without an end."""


@contextmanager
def open_collection(archive: PackageArchive) -> Iterator[Collection]:
    """Open a package's collection, unpacked to a temporary file: it may be larger than the memory.

    Whatever its rows raise while it is open becomes an error that names the package.

    Raises:
        DeckgenError: It is no database, has views where Anki has tables, or goes beyond a limit.
    """
    with tempfile.TemporaryDirectory(prefix="deckgen-") as folder:
        path = Path(folder, "collection.anki2")
        with path.open("w+b") as file:
            for piece in archive.collection():
                file.write(piece)
            file.seek(0)
            if file.read(len(_MAGIC)) != _MAGIC:
                raise archive.broken()
            file.seek(_WAL_AT)
            file.write(b"\x01\x01")
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            try:
                yield Collection(connection, archive, path.stat().st_size)
            except _UNREADABLE as error:
                raise archive.broken() from error


class Collection:
    """An open collection of so many bytes."""

    def __init__(self, connection: sqlite3.Connection, archive: PackageArchive, size: int) -> None:
        self.path = archive.path
        self._left = size
        self._connection = connection
        self._ends = time.monotonic() + limits.MAX_SECONDS
        connection.set_progress_handler(self._is_late, _STEPS)
        connection.text_factory = lambda data: data.decode("utf-8", "replace")
        connection.create_collation("unicase", lambda a, b: (a > b) - (a < b))
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, limits.MAX_VALUE)
        self.tables = frozenset(name for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'"))
        for table in _ANKIS & self.tables:
            if any(hidden for *_, hidden in self.rows(f"PRAGMA table_xinfo({table})")):
                raise archive.broken()
        connection.set_authorizer(_authorized)

    def _is_late(self) -> bool:
        return time.monotonic() > self._ends

    def rows(self, query: str, most: int = limits.MAX_ROWS) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, at most so many; in any order, since a sorter could fill the disk with what repeats.

        Raises:
            DeckgenError: There are more, a value is larger than `limits.MAX_VALUE`, or the time is up.
            ValueError: All rows read so far have more text than the file has bytes: they share it.
        """
        try:
            for number, row in enumerate(self._connection.execute(query)):
                if number >= most:
                    raise refusal(self.path, most, "rows in a table")
                self._left -= sum(len(value) for value in row if isinstance(value, (str, bytes)))
                if self._left < 0:
                    raise ValueError("rows share their text")
                yield row
        except sqlite3.DataError as error:
            raise refusal(self.path, f"{limits.MAX_VALUE >> 20} MB", "in one value") from error
        except sqlite3.OperationalError as error:
            if self._is_late():
                raise refusal(self.path, int(limits.MAX_SECONDS), "seconds of reading") from error
            raise


def _authorized(action: int, _first: str | None, _second: str | None, _database: str | None, view: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _READING and view is None else sqlite3.SQLITE_DENY
