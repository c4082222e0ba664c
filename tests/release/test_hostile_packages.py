"""Packages made to harm whoever reads them: refused in words, at once, by every command that takes a package."""

from __future__ import annotations

import contextlib

import pytest

from deckgen.anki import limits
from deckgen.anki.reading import read_package
from deckgen.model.diagnostics import DeckgenError
from tests.compiler.project import Project

from .packages import with_entry
from .test_unpack import RELEASE, changed, refused

COPY = "CREATE TABLE spare AS SELECT * FROM notes"
ENDLESS = (
    "CREATE VIEW notes AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) "
    "SELECT n AS id, 'g' || n AS guid, 1 AS mid, 1 AS mod, '' AS tags, '' AS flds FROM r"
)
COMPUTED = (
    "CREATE TABLE notes (id, guid, mid, mod, usn, tags, sfld, csum, flags, data, "
    "flds TEXT GENERATED ALWAYS AS (printf('%.*c', 200000000, 'x')) VIRTUAL)"
)
FILL = (
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < {count}) "
    "INSERT INTO notes (id, guid, mid, mod, usn, tags, flds, sfld, csum, flags, data) "
    "SELECT x, x, 1, 1, -1, '', '', '', 0, 0, '' FROM n"
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


def test_pages_that_point_at_each_other_end(released: Project) -> None:
    """A thousand leaf pages, all of them the same one: the rows repeat, and stop at the bound."""
    fill = changed(FILL.format(count=40_000))

    def looped(data: bytes) -> bytes:
        grown = bytearray(fill(data))
        size = int.from_bytes(grown[16:18], "big")
        for start in range(0, len(grown), size):
            if start and grown[start] == 0x05:  # an inner page of a table
                count = int.from_bytes(grown[start + 3 : start + 5], "big")
                cells = [int.from_bytes(grown[start + 12 + 2 * n :][:2], "big") for n in range(count)]
                for cell in cells:
                    grown[start + cell : start + cell + 4] = grown[start + cells[0] : start + cells[0] + 4]
        return bytes(grown)

    bad = released.root / "bad.apkg"
    bad.write_bytes(with_entry(released.root / RELEASE, "collection.anki2", looped))
    with contextlib.suppress(DeckgenError):
        assert len(read_package(bad).notes) <= limits.MAX_NOTES


def test_reading_has_a_deadline(released: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_SECONDS", -1.0)
    with pytest.raises(DeckgenError, match="seconds of reading"):
        read_package(released.root / RELEASE)


@pytest.mark.parametrize("command", ["diff", "verify"])
def test_every_command_that_takes_a_package_refuses_them(released: Project, command: str) -> None:
    statements = (COPY, "DROP TABLE notes", "CREATE VIEW notes AS SELECT * FROM spare")
    bad = released.root / "bad.apkg"
    bad.write_bytes(with_entry(released.root / RELEASE, "collection.anki2", changed(*statements)))
    with pytest.raises(DeckgenError, match="is broken"):
        released.run(command, RELEASE, "bad.apkg")
