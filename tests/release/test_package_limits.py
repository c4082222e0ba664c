"""Small packages that would become large: each is refused by a limit that the message names, before memory is taken."""

# ruff: noqa: S608 - the SQL is the attack

import contextlib
import json
import resource
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import zstandard

from deckgen.model.diagnostics import DeckgenError
from tests.compiler.project import Project

MEGABYTE = 1 << 20
OLD = """
CREATE TABLE col (models TEXT, decks TEXT);
CREATE TABLE notes (id INTEGER PRIMARY KEY, guid TEXT, mid INTEGER, mod INTEGER, tags TEXT, flds TEXT);
CREATE TABLE cards (id INTEGER PRIMARY KEY, nid, ord, did, due, odid, odue, type, data);
"""
NEW = """
CREATE TABLE col (id INTEGER);
CREATE TABLE notes (id INTEGER PRIMARY KEY, guid TEXT, mid INTEGER, mod INTEGER, tags TEXT, flds TEXT);
CREATE TABLE cards (id INTEGER PRIMARY KEY, nid, ord, did, due, odid, odue, type, data);
CREATE TABLE decks (id INTEGER PRIMARY KEY, name TEXT, kind BLOB);
CREATE TABLE notetypes (id INTEGER PRIMARY KEY, name TEXT, mtime_secs INTEGER, config BLOB);
CREATE TABLE fields (ntid INTEGER, ord INTEGER, name TEXT, config BLOB);
CREATE TABLE templates (ntid INTEGER, ord INTEGER, name TEXT, config BLOB);
INSERT INTO decks VALUES (1, 'D', x''); INSERT INTO notetypes VALUES (1, 'T', 0, x'');
INSERT INTO fields VALUES (1, 0, 'F', x''); INSERT INTO templates VALUES (1, 0, 'C', x'0a057b7b467d7d');
INSERT INTO notes VALUES (1, 'g', 1, 1, '', 'a'); INSERT INTO cards VALUES (1, 1, 0, 1, 1, 0, 0, 0, '');
"""
COUNT = "WITH RECURSIVE n(x) AS (SELECT 2 UNION ALL SELECT x + 1 FROM n WHERE x <= {}) "
PART = {"name": "F", "ord": 0, "qfmt": "{{F}}", "afmt": "a"}
MODEL: dict[str, Any] = {"name": "T", "flds": [PART], "tmpls": [PART]}
ONE_NOTE = "INSERT INTO notes VALUES (1, 'g', 1, 1, '', 'a')"
ONE_CARD = "INSERT INTO cards VALUES (1, 1, 0, 1, 1, 0, 0, 0, '')"


def package(path: Path, collection: bytes, media: bytes = b"", files: dict[str, bytes] | None = None) -> None:
    """A package in the newer format: everything in it is compressed."""
    with zipfile.ZipFile(path, "w") as zipped:
        for name, data in {"collection.anki21b": collection, "media": media, **(files or {})}.items():
            zipped.writestr(name, zstandard.ZstdCompressor().compress(data))


def old_package(path: Path, collection: bytes, media: bytes = b"{}") -> None:
    """A package in the older format."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("collection.anki2", collection)
        zipped.writestr("media", media)


def database(*statements: str, schema: str = NEW) -> bytes:
    """A collection."""
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(schema)
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        return connection.serialize()


def old_database(models: object, decks: object, *statements: str) -> bytes:
    """A collection of the older schema."""
    written = f"INSERT INTO col VALUES ('{json.dumps(models)}', '{json.dumps(decks)}')"
    return database(written, ONE_NOTE, ONE_CARD, *statements, schema=OLD)


ATTACKS: dict[str, tuple[Callable[[Path], object], str]] = {
    "media entries": (lambda path: package(path, database(), b"\n\0" * 9_000_000), "more than 16 MB in one entry"),
    "JSON of media": (
        lambda path: old_package(path, old_database({"1": MODEL}, {}), b'{"0":[' + b"{}," * 3_000_000 + b"{}]}"),
        "more than 5,000,000 values of JSON",
    ),
    "fields of all notes": (
        lambda path: package(
            path,
            database(
                COUNT.format(9_000) + "INSERT INTO notes SELECT x, x, 1, 1, '',"
                " replace(printf('%.*c', 499, 'x'), 'x', char(31)) FROM n"
            ),
        ),
        "more than 134,217,728 characters",
    ),
    "JSON": (
        lambda path: old_package(path, old_database({"1": [[]] * 2_500_001}, {})),
        "more than 5,000,000 values of JSON",
    ),
    "cards": (
        lambda path: package(
            path, database(COUNT.format(1_000_001) + "INSERT INTO cards SELECT x, x, 0, 1, 1, 0, 0, 0, '' FROM n")
        ),
        "more than 1,000,000 rows",
    ),
    "notes": (
        lambda path: package(
            path, database(COUNT.format(200_001) + "INSERT INTO notes SELECT x, x, 1, 1, '', '' FROM n")
        ),
        "more than 200,000 rows",
    ),
    "a value": (
        lambda path: package(path, database("UPDATE notes SET flds = printf('%.*c', 17000000, 'x')")),
        "more than 16 MB in one value",
    ),
    "media together": (
        lambda path: package(
            path,
            database(),
            b"".join(media_entry(f"{n}.png", 50_000_000) for n in range(60)),
            {str(n): bytes(50_000_000) for n in range(3)},
        ),
        "more than 100 MB of media",
    ),
    "one file under many names": (
        lambda path: package(
            path,
            database(),
            b"".join(media_entry(f"{n}.png", 50_000_000, entry=0) for n in range(60)),
            {"0": bytes(50_000_000)},
        ),
        "more than 100 MB of media",
    ),
    "rows that share a text": (lambda path: package(path, repeated_field(60)), "is broken"),
}


def varint(number: int) -> bytes:
    """A number as protobuf has it."""
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes((*found, number))


def media_entry(name: str, size: int, *, entry: int | None = None) -> bytes:
    """An entry of the newer format's list; `entry` is the file in the zip where that is not its place in the list."""
    message = b"\n" + bytes([len(name)]) + name.encode() + b"\x10" + varint(size)
    message += b"" if entry is None else b"\xf8\x0f" + varint(entry)
    return b"\n" + varint(len(message)) + message


def repeated_field(times: int) -> bytes:
    """A collection whose table of fields points so many times at one row of 15 MB."""
    data = bytearray(database("UPDATE fields SET name = printf('%.*c', 15000000, 'x')"))
    page_size = int.from_bytes(data[16:18], "big")
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(bytes(data))
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'fields'").fetchone()
    start = (page - 1) * page_size
    data[start + 3 : start + 5] = times.to_bytes(2, "big")
    data[start + 8 : start + 8 + 2 * times] = data[start + 8 : start + 10] * times
    return bytes(data)


@contextlib.contextmanager
def bounded_memory(size: int) -> Iterator[None]:
    """Let this process take only so many bytes more."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


@pytest.mark.parametrize("name", ATTACKS)
def test_a_small_package_never_becomes_large(released: Project, name: str) -> None:
    make, said = ATTACKS[name]
    path = released.root / "bad.apkg"
    make(path)
    before = {path for path in released.root.rglob("*") if path.is_file()}
    for command in (("import", "bad.apkg", "deck"), ("diff", "bad.apkg", "bad.apkg")):
        with bounded_memory(300 * MEGABYTE), pytest.raises(DeckgenError) as error:
            released.run(*command)
        assert said in error.value.message
        assert "bad.apkg" in error.value.message
    assert {path for path in released.root.rglob("*") if path.is_file()} == before
