"""Anki packages move in: members keep notes, reviews and what they wrote, and the next mended text reaches them."""

import shutil
from pathlib import Path

import pytest

from tests.compiler.project import Project, import_package

from .members import FORMATS, author, collection_at, edit, export, note_types, readings, states, study
from .members import NoteText as Text

PICTURE = "그림 한글 (1).png"
MEDIA = {PICTURE: b"\x89PNG a", "a & b.jpg": b"\xff\xd8 b", "소리.mp3": b"ID3 c"}
TABLE = "<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d|e</td></tr></tbody></table>"
LIST = "<ul><li>a<ul><li>b</li></ul></li></ul>"
NOTES = [
    Text("Basic", ["What is <b>X</b>?", "It is&nbsp;<div>two</div><div><br></div><div>three</div>"], tags=["a::b"]),
    Text("Basic", ["file", f'<img src="{PICTURE}"><br>[sound:소리.mp3] <img src="a & b.jpg" width=3>'], "덱::장 1"),
    Text("Basic", ["colour", '<span style="color: red;">red</span> &lt;b&gt; <font size=5>text</font>']),
    Text("Basic", ["a_b_c *d* 1. $5 and $6 [x](y) `z` # # ~~s~~", "5 * 6 * 7 \\ \\( x_1*2*3 \\)"]),
    Text("Basic", ["table", TABLE]),
    Text("Basic (and reversed card)", ["나무", "tree"], "덱::장 1", ["한글", "leech"]),
    Text("Basic (optional reversed card)", ["돌", "stone", "y"]),
    Text("Basic (optional reversed card)", ["물", "water", ""]),
    Text("Basic (type in the answer)", ["2 + 2", "4"]),
    Text("Cloze", ["The {{c1::capital::city}} of {{c2::Korea {{c3::South}}}}", LIST]),
    Text("Cloze", ["\\({{c1::x^{2} }}\\) and {{c1::<b>bold</b>}}", ""]),
    Text("Basic", ["LaTeX", "[latex]x_1[/latex], [$]y[/$] and \\[\\frac{a}{b}\\]"]),
    Text("Basic", ["&nbsp;", "blank"]),
    Text(
        "Image Occlusion",
        ["{{c1::image-occlusion:rect:left=.1:top=.2:width=.3:height=.4:oi=1}}<br>", f'<img src="{PICTURE}">', "머리"],
        "덱::장 2",
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One deck in every format, and `member.apkg`, which a member has."""
    folder = tmp_path_factory.mktemp("packages")
    with collection_at(folder / "author") as collection:
        author(collection, NOTES, MEDIA)
        deck = collection.decks.by_name("덱")
        assert deck is not None
        deck["desc"] = "나무에 <b>관한</b> 덱"
        collection.decks.save(deck)
        for name in FORMATS:
            export(collection, folder / name)
    with collection_at(folder / "member") as collection:
        import_package(collection, folder / "new.apkg")
        study(collection)
        edit(collection, sorted(collection.find_notes(""))[::2])
    return folder


@pytest.fixture
def studied(packages: Path, tmp_path: Path) -> Path:
    """The folder of a member who has studied and edited the deck."""
    return shutil.copytree(packages / "member", tmp_path / "member")


@pytest.mark.parametrize("name", FORMATS)
def test_a_deck_of_any_format_goes_on(place: Project, packages: Path, studied: Path, name: str) -> None:
    code, out, err = place.run("import", str(packages / name), "deck")
    assert (code, err) == (0, ""), out
    assert f"{len(NOTES)} notes" in out
    assert place.run("build", "deck/cards", "-o", "built.apkg")[0] == 0
    with collection_at(studied) as collection:
        before, types = states(collection), collection.models.all()
        log = import_package(collection, place.root / "built.apkg")
        assert log == {"new": 0, "updated": 0, "duplicate": len(NOTES), "conflicting": 0}
        assert states(collection) == before
        assert collection.models.all() == types
    with collection_at(place.root / "new") as new, collection_at(place.root / "old") as old:
        import_package(new, place.root / "built.apkg")
        import_package(old, packages / "new.apkg")
        assert readings(new) == readings(old)
        assert [len(s.cards) for s in states(new).values()] == [len(states(old)[guid].cards) for guid in states(new)]
        assert {s.tags for s in states(new).values()} == {s.tags for s in states(old).values()}
        assert note_types(new) == note_types(old)
    said = (place.root / "deck/cards/deck.yaml").read_text(encoding="utf-8")
    assert 'description: "나무에 **관한** 덱"' in said


def test_the_next_mended_text_arrives(place: Project, packages: Path, studied: Path) -> None:
    assert place.run("import", str(packages / "new.apkg"), "deck")[0] == 0
    path = next((place.root / "deck/cards").glob("01-*.yaml"))
    text = path.read_text(encoding="utf-8")
    assert "What is **X**?" in text
    path.write_text(text.replace("What is **X**?", "What is X, please?"), encoding="utf-8")
    code, _, err = place.run("release", "deck/cards", "--version", "1.0")
    assert code == 0, err
    (package,) = (place.root / "deck/output").glob("*1.0.apkg")
    with collection_at(studied) as collection:
        assert collection.db is not None
        # the member wrote a minute ago, and not in the second of the release
        collection.db.execute("update notes set mod = mod - 60 where mod >= strftime('%s', 'now') - 60")
        before = states(collection)
        log = import_package(collection, package)
        assert (log["new"], log["updated"], log["conflicting"]) == (0, 1, 0)
        after = states(collection)
        changed = [guid for guid in after if after[guid] != before[guid]]
        assert [after[guid].fields[0] for guid in changed] == ["What is X, please?"]
        assert all(after[guid].cards == before[guid].cards for guid in after)


def test_space_around_a_template_or_a_style_is_no_change(place: Project, packages: Path) -> None:
    with collection_at(place.root / "author") as collection:
        import_package(collection, packages / "new.apkg")
        basic = collection.models.by_name("Basic")
        assert basic is not None
        teal = collection.models.copy(basic, add=False)
        teal |= {"name": "Teal", "css": ".card { color: teal }"}
        teal["tmpls"][0]["afmt"] += "\n\n"
        collection.models.add_dict(teal)
        author(collection, [Text("Teal", ["teal", "green and blue"])])
        old = export(collection, place.root / "old.apkg")
    assert place.run("import", "old.apkg", "deck")[0] == 0
    assert place.run("build", "deck/cards", "-o", "built.apkg")[0] == 0
    code, said, _ = place.run("verify", str(old), "built.apkg")
    assert code == 0, said
    assert "note type" not in place.run("diff", "old.apkg", "built.apkg")[1]
