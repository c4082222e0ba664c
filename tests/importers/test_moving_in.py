"""What moves in from an author's own collection: what members see and hear stays, and what they wrote."""

from contextlib import ExitStack
from pathlib import Path

import genanki
import pytest

from deckgen.release.ledger_file import read_ledger
from tests.compiler.project import Project, import_package

from .members import NoteText, author, collection_at, edit, export, states
from .test_strangers import PNG

LONG_AGO = 1_500_000_000
FIELDS = {
    "audio": '<audio controls src="s.mp3"></audio> a',
    "video": '<video controls><source src="v.mp4" type="video/mp4"></video> b',
    "icon": '<i class="fa fa-heart"></i> c',
    "box": '<div style="background:red;width:20px;height:20px"></div> d',
    "cell": '<table><tr><td style="background:#f00"></td><td>x</td></tr></table>',
    "line": '<div style="border-top:1px solid red"></div>e',
    "picture": '<img src="p.png" width="20"> f',
    "plain": "<b>g</b>",
}
LEFT_OUT = {
    "svg": "<svg width=10><circle r=5></circle></svg> h",
    "frame": '<iframe src="https://example.org"></iframe> i',
    "embed": '<embed src="p.png"> j',
    "form": "<input type=checkbox> k",
}
MEDIA = {"s.mp3": b"ID3", "v.mp4": b"\0\0\0\x18ftypmp42", "p.png": PNG, "_evil.js": b"x()", "unused.png": PNG}


def package(place: Project, front: str = "{{Front}}", back: str = "{{Back}}", css: str = "") -> Path:
    """A package of another tool."""
    model = genanki.Model(
        1_607_392_319,
        "Seen",
        fields=[{"name": "Front"}, {"name": "Back"}],
        templates=[{"name": "Card 1", "qfmt": front, "afmt": back}],
        css=css,
    )
    deck = genanki.Deck(1_607_392_320, "D")
    for name, field in (FIELDS | LEFT_OUT).items():
        deck.add_note(genanki.Note(model, [name, field], guid=name))
    for name, data in MEDIA.items():
        place.write(name, data)
    written = genanki.Package(deck, media_files=[str(place.root / name) for name in MEDIA])
    written.write_to_file(place.root / "old.apkg", timestamp=LONG_AGO)
    return place.root / "old.apkg"


def test_what_is_seen_and_heard_without_a_word_stays_or_is_reported(place: Project) -> None:
    package(place)
    assert place.run("import", "old.apkg", "deck")[0] == 0
    written = (place.root / "deck/cards/01-D.yaml").read_text("utf-8")
    for field in FIELDS.values():
        if field != FIELDS["plain"]:
            assert field in written.replace("''", "'"), field
    report = (place.root / "deck/import-report.txt").read_text("utf-8")
    for name in LEFT_OUT:
        assert f"{name} | " in report
    assert "unused.png (a file that nothing shows)" in report
    assert {path.name for path in (place.root / "deck/cards/media").iterdir()} == {*MEDIA} - {"unused.png"}
    assert place.run("build", "deck/cards", "-o", "built.apkg")[0] == 0


def test_templates_that_make_latex_of_fields_are_left_out(place: Project) -> None:
    package(place, "[latex]{{Front}}[/latex]")
    with pytest.raises(Exception, match="no card was found"):
        place.run("import", "old.apkg", "deck")


@pytest.mark.parametrize("scheduling", [True, False])
def test_what_the_authors_studying_did_to_notes_replaces_nothing_that_members_wrote(
    place: Project, scheduling: bool
) -> None:
    notes = [NoteText("Basic", [f"front {n}", f"back {n}"]) for n in range(4)]
    with ExitStack() as stack:
        own = stack.enter_context(collection_at(place.root / "author"))
        author(own, notes)
        assert own.db is not None
        first = own.db.scalar("SELECT min(id) FROM notes")
        for table, column in (("notes", "id"), ("cards", "nid")):
            own.db.execute(f"UPDATE {table} SET {column} = {column} - ?", first - LONG_AGO * 1000)  # noqa: S608
        shared = export(own, place.root / "shared.apkg")
        member = stack.enter_context(collection_at(place.root / "member"))  # later: ids of note types are times
        import_package(member, shared)
        edit(member, member.find_notes(""))
        assert member.db is not None
        member.db.execute("UPDATE notes SET mod = mod - 100")
        before = states(member)
        leech, marked, *_ = own.find_notes("")
        for number, tag in ((leech, "leech"), (marked, "marked")):
            own.tags.bulk_add([number], tag)
        own.tags.bulk_remove([marked], "marked")
        export(own, place.root / "own.apkg", scheduling=scheduling)
        assert place.run("import", "own.apkg", "deck")[0] == 0
        assert {note.mod for note in read_ledger(place.root / "deck/cards")[0].notes.values()} == {LONG_AGO}
        assert place.run("build", "deck/cards", "-o", "built.apkg")[0] == 0
        assert import_package(member, place.root / "built.apkg")["updated"] == 0
        assert states(member) == before
        path = next((place.root / "deck/cards").glob("01-*.yaml"))
        path.write_text(path.read_text("utf-8").replace("back 3", "new back"), encoding="utf-8")
        assert place.run("build", "deck/cards", "-o", "built.apkg")[0] == 0
        assert import_package(member, place.root / "built.apkg") == {
            "new": 0,
            "updated": 1,
            "duplicate": 3,
            "conflicting": 0,
        }
