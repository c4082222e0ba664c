"""Packages as a stranger might make them: well made ones of both formats, with something in them changed."""

from __future__ import annotations

import contextlib
import io
import sqlite3
import tempfile
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import zstandard
from hypothesis import strategies as st

from tests.fuzz.inputs import slips_of, texts
from tests.fuzz.pieces import HTML, JSON, MARKDOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hypothesis.strategies import SearchStrategy

Entries = dict[str, bytes]
"""Name → content, unpacked, of a package's entries."""
_PACKED = frozenset({"collection.anki21b", "media"})
"""Entries that the newer format compresses by itself."""
_SQL = (
    "DELETE FROM notes", "DELETE FROM cards", "DELETE FROM col", "DROP TABLE cards", "DROP TABLE notes",
    "DROP TABLE col", "UPDATE notes SET guid = ''", "UPDATE notes SET guid = 1", "UPDATE notes SET guid = x'ff00'",
    "UPDATE notes SET mid = 1", "UPDATE notes SET mod = -1", "UPDATE notes SET mod = 1 << 62",
    "UPDATE notes SET mod = 'x'", "UPDATE notes SET id = -id", "UPDATE notes SET flds = NULL",
    "UPDATE notes SET flds = x'c3'", "UPDATE notes SET tags = char(0)", "UPDATE notes SET flds = ''",
    "UPDATE cards SET did = 7", "UPDATE cards SET ord = 99", "UPDATE cards SET nid = 7",
    "UPDATE col SET decks = '{}'", "UPDATE col SET models = '[]'", "UPDATE col SET models = 'null'",
    "UPDATE col SET ver = 3", "PRAGMA encoding = 'UTF-16'", "DELETE FROM notetypes", "DELETE FROM fields",
    "DELETE FROM templates", "UPDATE fields SET name = ''", "DELETE FROM decks",
    "UPDATE templates SET config = x'08ff'", "UPDATE notetypes SET config = x'0a'", "UPDATE fields SET ord = 0",
    "VACUUM", "UPDATE notes SET flds = replace(flds, char(31), '')",
    "UPDATE notes SET flds = flds || char(31) || char(31)", "ALTER TABLE notes RENAME COLUMN flds TO x",
    "UPDATE decks SET name = 'a' || char(31) || 'b'", "UPDATE decks SET name = x'ff'",
)  # fmt: skip


@lru_cache(maxsize=2)
def exported(package: bytes, *, legacy: bool) -> Entries:
    """What Anki makes of a package that a member imports and exports again.

    Args:
        package: Of deckgen.
        legacy: Whether to export for old versions.
    """
    from anki.collection import Collection, ExportAnkiPackageOptions, ImportAnkiPackageOptions, ImportAnkiPackageRequest

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in.apkg").write_bytes(package)
        collection = Collection(str(folder / "member.anki2"))
        request = ImportAnkiPackageRequest(package_path=str(folder / "in.apkg"), options=ImportAnkiPackageOptions())
        collection.import_anki_package(request)
        options = ExportAnkiPackageOptions(with_media=True, legacy=legacy)
        collection.export_anki_package(out_path=str(folder / "out.apkg"), options=options, limit=None)
        collection.close()
        with zipfile.ZipFile(folder / "out.apkg") as archive:
            return {info.filename: _unpacked(archive.read(info), legacy=legacy) for info in archive.infolist()}


def _unpacked(data: bytes, *, legacy: bool) -> bytes:
    if legacy or not data.startswith(zstandard.MAGIC_NUMBER.to_bytes(4, "little")):
        return data
    return zstandard.ZstdDecompressor().decompressobj().decompress(data)


@st.composite
def packages(draw: st.DrawFn, package: bytes, *, legacy: bool) -> bytes:
    """Packages of one format with something changed: bytes, rows, texts, names, the zip itself."""
    entries = dict(exported(package, legacy=legacy))
    collection = "collection.anki21" if legacy else "collection.anki21b"
    for _ in range(draw(st.integers(0, 3))):
        name = draw(st.sampled_from([*[""] * 6, *sorted(entries)]))
        if name:
            entries[name] = draw(slips_of(entries[name], pieces=JSON) | st.just(b""))
        else:
            statement, *values = draw(_statements(entries[collection], legacy=legacy))
            entries[collection] = _changed(entries[collection], str(statement), values)
    zipped = _zipped(entries, legacy=legacy)
    return draw(st.just(zipped) | slips_of(zipped, pieces=["PK\x05\x06", "PK\x01\x02"]))


def _statements(collection: bytes, *, legacy: bool) -> SearchStrategy[tuple[object, ...]]:
    """SQL that changes a collection, with its values."""
    columns = (
        [("col", "models"), ("col", "decks"), ("col", "conf")] if legacy else [(name, "config") for name in _NEW_TABLES]
    )

    def changed(of: tuple[str, str]) -> SearchStrategy[tuple[object, ...]]:
        table, column = of
        slipped = slips_of(_asked(collection, f"SELECT {column} FROM {table}"), pieces=JSON)  # noqa: S608 - names from here
        values = slipped.map(lambda data: data.decode(errors="replace")) if legacy else slipped
        return st.tuples(st.just(f"UPDATE {table} SET {column} = ?"), values)  # noqa: S608 - as above

    return st.one_of(
        st.tuples(st.just(_FIRST_FIELD), texts(HTML + MARKDOWN)),
        st.tuples(st.just("UPDATE notes SET tags = ?"), texts(MARKDOWN, 5)),
        st.tuples(st.sampled_from(_SQL)),
        st.sampled_from(columns).flatmap(changed),
    )


_NEW_TABLES = ("notetypes", "fields", "templates", "decks")
_FIRST_FIELD = "UPDATE notes SET flds = ? || substr(flds, instr(flds, char(31)))"


def _asked(data: bytes, query: str) -> bytes:
    with contextlib.closing(sqlite3.connect(":memory:")) as connection, contextlib.suppress(sqlite3.Error, TypeError):
        connection.deserialize(data or b"x")
        (value,) = connection.execute(query).fetchone()
        return value if isinstance(value, bytes) else str(value).encode()
    return b""


def _changed(data: bytes, statement: str, values: Sequence[object]) -> bytes:
    """A collection after a statement; as it is where the statement does not fit it."""
    if not data:
        return data  # SQLite takes it for a lack of memory
    with contextlib.closing(sqlite3.connect(":memory:")) as connection, contextlib.suppress(sqlite3.Error):
        connection.create_collation("unicase", lambda a, b: (a > b) - (a < b))
        connection.deserialize(data)
        connection.execute(statement, values)
        connection.commit()
        return connection.serialize()
    return data


def _zipped(entries: Entries, *, legacy: bool) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in entries.items():
            packed = not legacy and (name in _PACKED or name.isdigit())
            archive.writestr(zipfile.ZipInfo(name), zstandard.compress(data) if packed else data)
    return out.getvalue()
