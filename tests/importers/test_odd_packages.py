"""Packages that other tools make, with what Anki's own windows let nobody write."""

import sqlite3
import zipfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import genanki
import pytest

from tests.compiler.project import Project, import_package

from .members import WRITTEN, collection_at, edit, readings, states, study

GUIDS = ['a"b', "a'b", "a|b", "한글 guid", "- a", "a: b", " a", "a ", "#x", "null", "1.0", "x" * 300, "{{c1::x}}"]
NAMES = ["yes", "null", "a b", "앞면 뒷면", "~", "- x", "[x]", "&a", "!t", "|", "'q'", "id", "tags", "html"]


class Odd(NamedTuple):
    """A note type and its notes."""

    name: str
    fields: Sequence[str]
    front: str
    notes: Sequence[tuple[str, Sequence[str]]]
    """Guid and fields."""


DECKS = {
    "guids": [Odd("Basic", "AB", "{{A}}", [(guid, [str(n), "b"]) for n, guid in enumerate(GUIDS)])],
    "fields called as YAML's own": [
        Odd("a: b", NAMES, "".join(f"{{{{{name}}}}}" for name in NAMES), [("g", [f"v{n}" for n in range(len(NAMES))])])
    ],
    "two note types of one name": [
        Odd("Same", "AB", "{{A}}", [("g1", "ab")]),
        Odd("Same", "ABC", "{{C}}", [("g2", "cab")]),
    ],
    "one field and a hundred": [
        Odd("One", ["A"], "{{A}}", [("g1", ["a"])]),
        Odd("Hundred", [f"F {n}" for n in range(100)], "{{F 0}}", [("g2", [str(n) for n in range(100)])]),
    ],
    "sections, hints, typed answers and speech": [
        Odd(
            "Filters",
            "AB",
            "{{#B}}{{type:B}}{{hint:B}}{{/B}}{{^B}}{{tts ja_JP:A}}{{/B}} {{furigana:A}} {{kanji:A}}{{kana:A}}",
            [("g1", ["漢[かん]", ""]), ("g2", [" 日本[にほん]の", "b"])],
        )
    ],
    "sounds that nobody made": [Odd("Basic", "AB", "{{A}}", [("g1", ["[sound:]", "b"]), ("g2", ["a", "b [sound:]"])])],
}


def package(path: Path, types: Sequence[Odd]) -> Path:
    """The package of such a deck."""
    deck = genanki.Deck(1_607_392_319_001, "덱")
    for number, odd in enumerate(types):
        model = genanki.Model(
            1_607_392_319_100 + number,
            odd.name,
            fields=[{"name": name} for name in odd.fields],
            templates=[{"name": "Card 1", "qfmt": odd.front, "afmt": "{{FrontSide}}"}],
        )
        for guid, fields in odd.notes:
            deck.add_note(genanki.Note(model, [*fields], guid=guid))
    genanki.Package(deck).write_to_file(path, timestamp=WRITTEN)
    return path


@pytest.mark.parametrize("name", DECKS)
def test_an_odd_deck_goes_on_without_harm(place: Project, name: str) -> None:
    old = package(place.root / "old.apkg", DECKS[name])
    code, out, err = place.run("import", "old.apkg", "deck")
    assert (code, err) == (0, ""), out
    assert not (place.root / "deck/import-report.txt").exists()
    code, out, err = place.run("check", "deck")
    assert (code, out + err) == (0, out.splitlines()[-1] + "\n"), "no error and no warning"
    assert place.run("build", "deck/cards", "-o", "built.apkg")[0] == 0
    count = sum(len(odd.notes) for odd in DECKS[name])
    with collection_at(place.root / "member") as collection:
        import_package(collection, old)
        study(collection)
        edit(collection, sorted(collection.find_notes(""))[::2])
        before, types = states(collection), collection.models.all()
        log = import_package(collection, place.root / "built.apkg")
        assert log == {"new": 0, "updated": 0, "duplicate": count, "conflicting": 0}
        assert (states(collection), collection.models.all()) == (before, types)
    with collection_at(place.root / "new") as new, collection_at(place.root / "first") as first:
        import_package(new, place.root / "built.apkg")
        import_package(first, old)
        assert readings(new) == readings(first)


def test_what_no_card_can_hold_is_left_out_with_its_reason(place: Project) -> None:
    notes = [("e\u0301", "ab"), ("g1", ["", "b"]), ("g2", ["a", ""]), ("g3", "cd")]
    package(place.root / "old.apkg", [Odd("Basic", "AB", "{{A}}{{B}}", notes)])
    assert place.run("import", "old.apkg", "deck", "--language", "en")[0] == 0
    report = (place.root / "deck/import-report.txt").read_text(encoding="utf-8")
    assert "a | b (its guid, 'e\u0301', cannot be written)" in report
    assert "b ('a', which every card of its kind needs, is empty)" in report


def test_text_beyond_the_last_field_of_a_note_type_is_named(place: Project) -> None:
    old = package(place.root / "old.apkg", [Odd("Basic", "AB", "{{A}}", [("g", "ab")])])
    with zipfile.ZipFile(old) as packed:
        (place.root / "db").write_bytes(packed.read("collection.anki2"))
    with closing(sqlite3.connect(place.root / "db")) as database:
        database.execute("update notes set flds = flds || char(31) || '남은 글'")
        database.commit()
    with zipfile.ZipFile(old, "w") as packed:
        packed.write(place.root / "db", "collection.anki2")
    assert place.run("import", "old.apkg", "deck")[0] == 0
    assert "남은 글" in (place.root / "deck/import-report.txt").read_text(encoding="utf-8")
