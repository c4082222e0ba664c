"""A stranger's collection, opened so that reading it ends: tables only, with a deadline and a bound on every value.

A database is a program. A view or a computed column runs SQL of its author's making when it is read, and pages that
point at each other hold rows without an end. What SQLite offers against this is all used here, after its own page
"Defense Against The Dark Arts".
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from deckgen.anki import limits
from deckgen.anki.archive import PackageArchive
from deckgen.anki.whole_json import TooManyValuesError
from deckgen.model.diagnostics import DeckgenError

_MAGIC = b"SQLite format 3\0"
_WAL_AT = 18
"""Offset of the two bytes that say that a log stands next to the database; here none does."""
_STEPS = 20_000
"""Steps of SQLite's machine between two looks at the clock: some milliseconds."""
_ANKIS = frozenset({"col", "notes", "cards", "notetypes", "fields", "templates", "decks"})
"""The tables that are read, of both of Anki's schemas."""
_READING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ})
_UNREADABLE = (sqlite3.Error, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)
"""What a collection raises whose rows or JSON are not what Anki writes; OverflowError is a number without an end."""


@contextmanager
def open_collection(archive: PackageArchive, seconds: float | None = None) -> Iterator[Collection]:
    """Open a package's collection, unpacked to a temporary file: it may be larger than the memory.

    Args:
        seconds: How long reading may take, from now; `limits.MAX_SECONDS` by default.

    Yields:
        The collection. Whatever its rows raise while it is open is turned into words.

    Raises:
        DeckgenError: It is no database, has views where Anki has tables, or goes beyond a bound.
    """
    with tempfile.TemporaryDirectory(prefix="deckgen-") as folder, _heard() as interruptions:
        path = Path(folder, "collection.anki2")
        with path.open("w+b") as file:
            for piece in archive.collection():
                file.write(piece)
            file.seek(0)
            if file.read(len(_MAGIC)) != _MAGIC:
                raise archive.broken("database")
            file.seek(_WAL_AT)
            file.write(b"\x01\x01")
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            try:
                most = limits.MAX_SECONDS if seconds is None else seconds
                yield Collection(connection, archive, most, interruptions)
            except TooManyValuesError as error:
                raise archive.refused("values", most=limits.MAX_JSON) from error
            except _UNREADABLE as error:
                raise archive.broken("collection") from error


@contextmanager
def _heard() -> Iterator[list[object]]:
    """Hear of Ctrl-C in what SQLite calls: it can raise nothing, and would say that the collection is at fault.

    Yields:
        Receives each such interruption.
    """
    interruptions: list[object] = []
    before = sys.unraisablehook

    def hear(lost: sys.UnraisableHookArgs) -> None:
        if issubclass(lost.exc_type, KeyboardInterrupt):
            interruptions.append(lost.object)
        else:
            before(lost)

    sqlite3.enable_callback_tracebacks(True)
    sys.unraisablehook = hear
    try:
        yield interruptions
    finally:
        sys.unraisablehook = before


class Collection:
    """An open collection.

    Args:
        archive: Whence it came: what its errors name.
        seconds: How long reading may take.
    """

    def __init__(
        self, connection: sqlite3.Connection, archive: PackageArchive, seconds: float, interruptions: Sequence[object]
    ) -> None:
        self._connection = connection
        self._interruptions = interruptions
        self._archive = archive
        self._ends = time.monotonic() + seconds
        connection.text_factory = lambda data: data.decode("utf-8", "replace")
        connection.create_collation("unicase", lambda a, b: (a > b) - (a < b))
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, limits.MAX_VALUE)
        connection.set_progress_handler(self._late, _STEPS)
        self.tables = frozenset(name for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'"))
        for table in _ANKIS & self.tables:
            if any(hidden for *_, hidden in self.rows(f"PRAGMA table_xinfo({table})")):
                raise archive.refused("computes")
        connection.set_authorizer(_authorized)

    def rows(self, query: str, most: int = limits.MAX_ROWS) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, at most so many; in any order, since a sorter could fill the disk with what repeats.

        Raises:
            DeckgenError: There are more, a value is larger than `limits.MAX_VALUE`, or the time is up.
            KeyboardInterrupt: Ctrl-C came while SQLite called something.
        """
        try:
            yield from self._rows(query, most)
        except (sqlite3.Error, DeckgenError):
            if not self._interruptions:
                raise
        if self._interruptions:
            raise KeyboardInterrupt

    def refused(self, case: str, most: int) -> DeckgenError:
        """The error that says which bound the collection goes beyond."""
        return self._archive.refused(case, most=most)

    def _rows(self, query: str, most: int) -> Iterator[tuple[Any, ...]]:
        try:
            for number, row in enumerate(self._connection.execute(query)):
                if number >= most:
                    raise self._archive.refused("rows", most=most)
                yield row
        except sqlite3.DataError as error:
            raise self._archive.refused("value", most=limits.MAX_VALUE >> 20) from error
        except sqlite3.OperationalError as error:
            if self._late():
                raise self._archive.refused("time") from error
            raise
        except sqlite3.DatabaseError as error:
            if "not authorized" in str(error) or "prohibited" in str(error):
                raise self._archive.refused("computes") from error
            raise

    def _late(self) -> bool:
        return time.monotonic() > self._ends


def _authorized(action: int, _first: str | None, _second: str | None, _database: str | None, view: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _READING and view is None else sqlite3.SQLITE_DENY
