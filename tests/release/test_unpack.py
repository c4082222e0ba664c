"""Packages of every origin: read as what they are, or refused in words."""

from __future__ import annotations

import contextlib
import io
import json
import random
import sqlite3
import zipfile
from typing import TYPE_CHECKING

import pytest
import zstandard

from deckgen.anki import limits
from deckgen.anki.reading import read_package
from deckgen.anki.snapshot import snapshot_of
from deckgen.model.diagnostics import DeckgenError
from tests.compiler.project import import_package

from .conftest import CARDS, prepared
from .packages import exported, with_entry

if TYPE_CHECKING:
    from pathlib import Path

    from anki.collection import Collection

    from tests.compiler.project import Project

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


def database(*statements: str) -> bytes:
    """A SQLite file."""
    connection = sqlite3.connect(":memory:")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    data = connection.serialize()
    connection.close()
    return data


def test_broken_packages_are_refused_in_words(released: Project) -> None:
    good, bad = released.root / RELEASE, released.root / "bad.apkg"
    assert "cut off" in refused(bad, good.read_bytes()[:-300])
    assert "not an Anki package" in refused(bad, b"")
    assert "not a database" in refused(bad, with_entry(good, "collection.anki2", lambda _: b"x" * 4096))
    assert "cannot be read" in refused(bad, with_entry(good, "collection.anki2", lambda data: data[:9000]))
    assert "list of media" in refused(bad, with_entry(good, "media", lambda _: b"[1]"))
    assert "list of media" in refused(bad, with_entry(good, "media", lambda _: b"[" * 100_000))
    tables = [f"CREATE TABLE {name} (id)" for name in ("col", "cards")]
    trap = "CREATE VIEW notes AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n FROM r) SELECT n AS id FROM r"
    assert "cannot be read" in refused(bad, with_entry(good, "collection.anki2", lambda _: database(*tables, trap)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        zipped.writestr("readme.txt", "hello")
    assert "holds no collection" in refused(bad, out.getvalue())


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_compression_that_anki_does_not_read_is_named(released: Project, method: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(released.root / RELEASE) as old, zipfile.ZipFile(out, "w", method) as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
    data = bytearray(out.getvalue())
    assert f"method {method}, which Anki does not read" in refused(released.root / "bad.apkg", bytes(data))
    data[100:300] = bytes(200)
    assert f"method {method}, which Anki does not read" in refused(released.root / "bad.apkg", bytes(data))


def test_an_encrypted_package_is_refused_as_such(released: Project) -> None:
    data = bytearray((released.root / RELEASE).read_bytes())
    data[data.rfind(b"PK\x01\x02", 0, data.rfind(b"media")) + 8] |= 1  # the entry `media`, in the zip's directory
    assert "'media' is encrypted" in refused(released.root / "bad.apkg", bytes(data))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cards SET due = 9e999",
        "UPDATE notes SET mod = 9e999",
        """UPDATE col SET models = replace(models, '"mod":', '"mod": 1e999, "was":')""",
    ],
)
def test_numbers_without_an_end_are_refused(released: Project, statement: str) -> None:
    def changed(data: bytes) -> bytes:
        with contextlib.closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(data)
            connection.execute(statement)
            connection.commit()
            return connection.serialize()

    good, bad = released.root / RELEASE, released.root / "bad.apkg"
    assert "cannot be read" in refused(bad, with_entry(good, "collection.anki2", changed))


def test_zip_bombs_are_refused(released: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    good, bad = released.root / RELEASE, released.root / "bad.apkg"
    monkeypatch.setattr(limits, "MAX_COLLECTION", 1 << 20)
    monkeypatch.setattr(limits, "MAX_MEDIA", 1 << 20)
    assert "unpacks to more than 1 MB" in refused(
        bad, with_entry(good, "collection.anki2", lambda d: d + bytes(2 << 20))
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        zipped.writestr("collection.anki21b", zstandard.ZstdCompressor().compress(bytes(64 << 20)))
    assert len(out.getvalue()) < 20_000
    assert "unpacks to more than 1 MB" in refused(bad, out.getvalue())
    with zipfile.ZipFile(good) as zipped:
        collection = zipped.read("collection.anki2")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("collection.anki2", collection)
        zipped.writestr("media", json.dumps({str(n): f"{n}.png" for n in range(3)}))
        for n in range(3):
            zipped.writestr(str(n), bytes(500_000))
    assert "its media unpack to more than 1 MB" in refused(bad, out.getvalue())


def test_damage_anywhere_is_a_clear_error_or_harmless(released: Project, collection: Collection) -> None:
    import_package(collection, released.root / RELEASE)
    chance = random.Random(4)
    for package in (
        released.root / RELEASE,
        exported(collection, released.root / "new.apkg", legacy=False),
    ):
        good = package.read_bytes()
        bad = released.root / "bad.apkg"
        for _ in range(150):
            data = bytearray(good)
            for _ in range(chance.choice((1, 3, 30))):
                data[chance.randrange(len(data))] = chance.randrange(256)
            bad.write_bytes(data)
            with contextlib.suppress(DeckgenError):
                read_package(bad)


def test_damage_inside_the_database_is_a_clear_error_or_harmless(released: Project) -> None:
    chance = random.Random(5)
    bad = released.root / "bad.apkg"

    def damage(data: bytes) -> bytes:
        changed = bytearray(data)
        for _ in range(chance.choice((1, 10, 200))):
            changed[chance.randrange(100, len(changed))] = chance.randrange(256)
        return bytes(changed)

    for _ in range(150):
        bad.write_bytes(with_entry(released.root / RELEASE, "collection.anki2", damage))
        with contextlib.suppress(DeckgenError):
            read_package(bad)
