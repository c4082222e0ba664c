"""Whatever a package holds: it moves in and builds, or is refused in words, and nothing is written outside."""

import json
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any, TypeAlias

from hypothesis import example, given, settings
from hypothesis import strategies as st

from deckgen.model.diagnostics import DeckgenError
from tests.compiler.project import Project

Many: TypeAlias = list[dict[str, Any]]
ANY = st.text(st.characters(exclude_categories=[]), max_size=12)
NAMES = ["", "a::b", "../x", "con", "Tags", "id", "#x", 'a"b', "a:b", "앞면", "\ud800", "a\x1fb"]
FIELDS = ["<img src='../../x.png'>", "[sound:../y.mp3]", "{{c1::a}}", "<b", "&#0;", "\ud800"]
NAME, FIELD = (st.one_of(ANY, st.sampled_from(known)) for known in (NAMES, FIELDS))
FIRST = 1_600_000_000_000
SCHEMA = """
CREATE TABLE col (models TEXT, decks TEXT);
CREATE TABLE notes (id INTEGER, guid TEXT, mid INTEGER, mod INTEGER, tags TEXT, flds TEXT);
CREATE TABLE cards (nid, ord, did, due, odid, odue, type, data);
"""
MEDIA = {"0": "../../x.png", "1": "a.png", "2": "nul", "3": "A.png"}
NOTE = st.fixed_dictionaries({
    "guid": st.one_of(ANY, st.just("g")), "mod": st.integers(-5, 2**40), "tags": ANY,
    "fields": st.lists(FIELD, max_size=4), "type": st.integers(0, 1), "deck": st.integers(0, 2),
})  # fmt: skip
TYPE = st.fixed_dictionaries({
    "name": NAME, "fields": st.lists(NAME, min_size=1, max_size=3), "cards": st.lists(NAME, min_size=1, max_size=2),
    "css": ANY, "type": st.integers(0, 1), "id": st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1)),
})  # fmt: skip


def note_type(number: int, made: dict[str, Any]) -> dict[str, Any]:
    """A note type as the older format has it."""
    front = ("{{cloze:%s}}" if made["type"] else "{{%s}}") % made["fields"][0]
    fields = [{"name": name, "ord": n, "id": made["id"]} for n, name in enumerate(made["fields"])]
    cards = [{"name": name, "ord": n, "qfmt": front, "afmt": "x"} for n, name in enumerate(made["cards"])]
    return {**made, "id": number, "flds": fields, "tmpls": cards, "mod": 5}


def whole(text: str) -> str:
    """A text without half characters, which a database cannot hold."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def package(path: Path, types: Many, notes: Many, decks: list[str]) -> None:
    """A package in the older format."""
    models = {str(number): note_type(number, made) for number, made in enumerate(types, start=FIRST)}
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(SCHEMA)
        names = {str(n): {"name": name} for n, name in enumerate(decks)}
        database.execute("INSERT INTO col VALUES (?, ?)", (json.dumps(models), json.dumps(names)))
        for n, note in enumerate(notes, start=1):
            guid, tags, fields = map(whole, (note["guid"], note["tags"], "\x1f".join(note["fields"])))
            row = (n, guid, FIRST + note["type"], note["mod"], tags, fields)
            database.execute("INSERT INTO notes VALUES (?, ?, ?, ?, ?, ?)", row)
            database.execute("INSERT INTO cards VALUES (?, 0, ?, 0, 0, 0, 0, '')", (n, note["deck"]))
        database.commit()
        data = database.serialize()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("collection.anki2", data)
        archive.writestr("media", json.dumps(MEDIA))
        for entry in MEDIA:
            archive.writestr(entry, b"x")


@given(
    types=st.lists(TYPE, min_size=1, max_size=2),
    notes=st.lists(NOTE, min_size=1, max_size=6),
    decks=st.lists(NAME, min_size=3, max_size=3),
)
@example(
    types=[{"name": "\ud800", "fields": ["a", "A"], "cards": ["c"], "css": "\x07", "type": 0, "id": 7}],
    notes=[{"guid": "g", "mod": 1, "tags": "\x85 a\x07", "fields": ["\x07x", "\ufdd0"], "type": 0, "deck": 0}],
    decks=["a\x07\nb", "", "::"],
)
@settings(max_examples=30, deadline=None)
def test_any_package_moves_in_or_is_refused(types: Many, notes: Many, decks: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "in")
        root.mkdir()
        package(root / "a.apkg", types, notes, decks)
        project = Project(root)
        try:
            code, out, err = project.run("import", str(root / "a.apkg"), str(root / "deck"))
        except DeckgenError:
            assert not (root / "deck").exists()
        else:
            assert code == 0, out + err
            code, out, err = project.run("build", str(root / "deck/cards"), "-o", str(root / "b.apkg"))
            assert code == 0, out + err
        assert [path.name for path in Path(folder).iterdir()] == ["in"]
