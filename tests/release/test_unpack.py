"""Packages of every origin: read as what they are, or refused in words."""

import contextlib
import io
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from anki.collection import Collection

from deckgen.anki.collection_reader import read_package
from deckgen.anki.snapshot import snapshot_of
from deckgen.model.diagnostics import DeckgenError
from tests.compiler.project import Project, import_package

from .conftest import CARDS, prepared
from .packages import exported, with_entry

RELEASE = "output/semina-1.0.apkg"


@pytest.mark.parametrize("legacy", [True, False])
def test_what_anki_exports_reads_as_what_was_imported(released: Project, collection: Collection, legacy: bool) -> None:
    released.write("cards/media/g.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    released.write("cards/01.yaml", CARDS.replace("id: gpu", "id: gpu\n    figure: '![g](media/g.svg)'"))
    assert released.run("build", "-o", "new.apkg")[0] == 0
    import_package(collection, released.root / "new.apkg")
    out = exported(collection, released.root / "exported.apkg", legacy=legacy)
    with zipfile.ZipFile(out) as zipped:
        assert ("collection.anki21b" in zipped.namelist()) is not legacy
    assert read_package(out) == read_package(released.root / "new.apkg")
    assert released.run("diff", str(out)) == (0, "No difference.\n", "")


def test_sources_and_their_package_are_the_same(released: Project) -> None:
    sources, package = snapshot_of(prepared(released).deck), read_package(released.root / RELEASE)
    assert [(n.guid, n.id, n.fields, n.tags, n.title, n.decks, n.cards) for n in sources.notes] == [
        (n.guid, n.id, n.fields, n.tags, n.title, n.decks, n.cards) for n in package.notes
    ]
    assert sources.media == package.media


def refused(path: Path, data: bytes) -> str:
    """The message with which a package is refused."""
    path.write_bytes(data)
    with pytest.raises(DeckgenError) as error:
        read_package(path)
    assert str(path) in error.value.message
    return error.value.message


def database(*statements: str, data: bytes = b"") -> bytes:
    """A SQLite file, or a changed one."""
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        if data:
            connection.deserialize(data)
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        return connection.serialize()


def changed(*statements: str) -> Callable[[bytes], bytes]:
    """What makes another collection of a collection's bytes."""
    return lambda data: database(*statements, data=data)


LOOP = "CREATE VIEW notes AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n FROM r) SELECT n AS id FROM r"


def test_broken_packages_are_refused_in_words(released: Project) -> None:
    good, bad = released.root / RELEASE, released.root / "bad.apkg"
    assert "cut off" in refused(bad, good.read_bytes()[:-300])
    assert "not an Anki package" in refused(bad, b"")
    for change in (
        lambda _: b"x" * 4096,
        lambda data: data[:9000],
        lambda _: database("CREATE TABLE col (id)", "CREATE TABLE cards (id)", LOOP),
    ):
        assert "is broken" in refused(bad, with_entry(good, "collection.anki2", change))
    assert "is broken" in refused(bad, with_entry(good, "media", lambda _: b"[1]"))
    assert "is broken" in refused(bad, with_entry(good, "media", lambda _: b"[" * 100_000))
    encrypted = bytearray(good.read_bytes())
    encrypted[encrypted.rfind(b"PK\x01\x02", 0, encrypted.rfind(b"media")) + 8] |= 1  # in the zip's directory
    assert "is broken" in refused(bad, bytes(encrypted))
    for entry, said in (("readme.txt", "not an Anki package"), ("collection.anki21b", "is broken")):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as zipped:
            zipped.writestr(entry, "no zstd")
        assert said in refused(bad, out.getvalue())


COPY = "CREATE TABLE spare AS SELECT * FROM notes"
ENDLESS = (
    "CREATE VIEW notes AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) "
    "SELECT n AS id, 'g' || n AS guid, 1 AS mid, 1 AS mod, '' AS tags, '' AS flds FROM r"
)
COMPUTED = (
    "CREATE TABLE notes (id, guid, mid, mod, usn, tags, sfld, csum, flags, data, "
    "flds TEXT GENERATED ALWAYS AS (printf('%.*c', 200000000, 'x')) VIRTUAL)"
)


@pytest.mark.parametrize(
    "statements",
    [
        (COPY, "DROP TABLE notes", "CREATE VIEW notes AS SELECT * FROM spare"),
        (
            COPY,
            "DROP TABLE notes",
            ENDLESS,
        ),
        (
            COPY,
            "DROP TABLE notes",
            COMPUTED,
            "INSERT INTO notes (id, guid, mid, mod, tags) SELECT id, guid, mid, mod, tags FROM spare",
        ),
    ],
    ids=["view", "endless view", "computed column"],
)
def test_a_collection_that_computes_is_refused(released: Project, statements: tuple[str, ...]) -> None:
    bad = released.root / "bad.apkg"
    said = refused(bad, with_entry(released.root / RELEASE, "collection.anki2", changed(*statements)))
    assert "is broken" in said
