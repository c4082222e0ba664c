"""Packages that other tools made: what Anki's own never hold, and what only their makers know."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import genanki
import pytest

from deckgen.anki.archive import PackageArchive
from deckgen.anki.collection_reader import read_package
from deckgen.model.diagnostics import DeckgenError
from deckgen.release.ledger_file import read_ledger
from tests.compiler.project import Project

from .conftest import report

TEMPLATE = '<img src="_logo.png">{{#그림}}<img src="{{그림}}">{{/그림}}{{앞면}}'


def package(
    path: Path, notes: Sequence[genanki.Note], *, media: Sequence[Path] = (), decks: Sequence[str] = ("덱",)
) -> Path:
    """A package of genanki's, its notes dealt out to decks."""
    made = [genanki.Deck(2_059_400_110 + n, name) for n, name in enumerate(decks)]
    for n, note in enumerate(notes):
        made[n % len(made)].add_note(note)
    genanki.Package(made, media_files=[str(file) for file in media]).write_to_file(path, timestamp=1_600_000_000)
    return path


def model(front: str = "{{앞면}}", **more: Any) -> genanki.Model:
    """A note type of genanki's."""
    return genanki.Model(
        1_607_392_319,
        more.pop("name", "옛 유형"),
        fields=[{"name": name} for name in ("앞면", "뒷면", "그림")],
        templates=[{"name": "카드: 앞→뒤", "qfmt": front, "afmt": "{{FrontSide}}<hr>{{뒷면}}"}],
        **more,
    )


def note(of: genanki.Model, *fields: str, **more: Any) -> genanki.Note:
    """A note of genanki's."""
    return genanki.Note(of, [*fields, *[""] * (3 - len(fields))], **more)


def moved(place: Project, path: Path, *options: str) -> str:
    """Import a package and build it; gives the first card file."""
    code, _, err = place.run("import", str(path), "deck", *options)
    assert code == 0, err
    assert place.run("build", "deck/cards", "-o", "built.apkg")[0] == 0
    return next((place.root / "deck/cards").glob("01-*.yaml")).read_text(encoding="utf-8")


def test_files_that_templates_show_keep_their_names(place: Project) -> None:
    names = ("_logo.png", "_font.woff2", "tree.png", "shown.png", "lost.png")
    media = [place.write(name, name) for name in names]
    of = model(TEMPLATE, css='@font-face { src: url("_font.woff2"); }')
    notes = [note(of, "나무", "", "tree.png"), note(of, "돌", '<img src="shown.png">')]
    moved(place, package(place.root / "old.apkg", notes, media=media))
    with PackageArchive(place.root / "built.apkg") as archive:
        files = archive.media_files()
        contents = {name: archive.media_file(file).decode() for name, file in files.items()}
    packed = next(name for name in contents if name.startswith("shown-"))
    assert contents == {**{name: name for name in names[:3]}, packed: "shown.png"}
    assert "lost.png (a file that nothing shows)" in report(place)


def test_what_cannot_be_taken_is_told_with_its_reason(place: Project) -> None:
    of = model()
    broken = genanki.Model(
        1_607_392_320, "깨진", fields=[{"name": "a"}], templates=[{"name": "c", "qfmt": "{{a}}", "afmt": "{{#a}}"}]
    )
    notes = [
        note(of, "하나", "<script>x()</script><b>둘</b>"),
        note(of, "둘", "a < b, a<b and c"),
        note(of, "셋", guid="same"),
        note(of, "넷", guid="same"),
        genanki.Note(broken, ["다섯"]),
    ]
    text = moved(place, package(place.root / "old.apkg", notes))
    assert "뒷면: <b>둘</b>" in text
    assert "a < b, a&lt;b and c" in text
    told = report(place)
    for words in ("<script", "<b", "넷", "same", "깨진", "다섯"):
        assert words in told


def test_decks_without_a_common_name_become_subdecks_of_one(place: Project) -> None:
    of = model()
    notes = [note(of, str(n), "뒤") for n in range(4)]
    moved(place, package(place.root / "가나.apkg", notes, decks=["A", "B::C"]))
    text = (place.root / "deck/cards/deck.yaml").read_text(encoding="utf-8")
    assert 'name: "가나"' in text
    assert "subdecks: true" in text
    assert [p.name for p in sorted((place.root / "deck/cards").glob("0*"))] == ["01-A.yaml", "02-B-C.yaml"]


def test_crowdanki_moves_in_and_says_what_it_does_not_know(place: Project) -> None:
    kind = {"__type__": "NoteModel", "crowdanki_uuid": "u-1", "name": "새 유형", "css": "", "type": 0} | {
        "flds": [{"name": "새"}, {"name": "소리"}],
        "tmpls": [{"name": "Card 1", "ord": 0, "qfmt": "{{소리}}", "afmt": "{{새}}"}],
    }
    bird = {"__type__": "Note", "note_model_uuid": "u-1", "fields": ["참새", "[sound:a b.mp3]"], "guid": "g1"}
    child = {"name": "산", "children": [], "notes": [{**bird, "fields": ["까치", "<b>깍깍</b>"], "guid": "g2"}]}
    deck = {"__type__": "Deck", "name": "새들", "desc": "<b>새</b>", "children": [child], "note_models": [kind]}
    place.write("새들/media/a b.mp3", b"ID3")
    place.write("새들/media/.env", "TOKEN")
    place.write("새들/새들.json", json.dumps({**deck, "notes": [{**bird, "tags": ["t"]}]}, ensure_ascii=False))
    code, out, err = place.run("import", "새들", "deck")
    assert (code, err) == (0, "")
    assert "CrowdAnki" in out
    assert not (place.root / "deck/cards/released.jsonl").exists()
    first, second = (path.read_text(encoding="utf-8") for path in sorted((place.root / "deck/cards").glob("0*.yaml")))
    assert first.endswith(
        "cards:\n  - 새: 참새\n    id: 참새\n    소리: '[sound:a b.mp3]'\n    tags: [t]\n    guid: g1\n"
    )
    assert "category: 산\n" in second
    assert "소리: '**깍깍**'" in second
    assert 'description: "**새**"' in (place.root / "deck/cards/deck.yaml").read_text(encoding="utf-8")
    assert place.run("build", "deck/cards", "-o", "built.apkg")[0] == 0


@pytest.mark.parametrize("text", ["[]", '{"name": "D", "note_models": 3}', "no JSON", "[" * 100_000])
def test_what_is_no_crowdanki_is_refused_in_words(place: Project, text: str) -> None:
    place.write("deck.json", text)
    with pytest.raises(DeckgenError, match="CrowdAnki"):
        place.run("import", "deck.json", "deck")
    assert not (place.root / "deck").exists()


def test_each_card_with_a_tag_that_no_deck_may_have_is_left_out(place: Project) -> None:
    notes = [note(model(), front, tags=["<u>"], guid=guid) for guid, front in (("g1", "하나"), ("g2", "둘"))]
    path = package(place.root / "old.apkg", [*notes, note(model(), "셋", guid="g3")])
    code, _, err = place.run("import", str(path), "deck")
    assert (code, err) == (0, "")
    assert place.run("check", "deck/cards")[0] == 0
    assert all(front in report(place) for front in ("하나", "둘"))


def test_a_name_that_no_deck_may_have_loses_what_is_wrong_with_it(place: Project) -> None:
    path = package(place.root / "old.apkg", [note(model(), "하나")], decks=["<b onclick=x>새</b>들"])
    code, _, err = place.run("import", str(path), "deck")
    assert (code, err) == (0, "")
    assert 'name: "새들"\n' in (place.root / "deck/cards/deck.yaml").read_text(encoding="utf-8")
    assert "onclick" in report(place)


@pytest.mark.filterwarnings("ignore:Field contained")
def test_what_word_left_in_a_field_goes_without_a_word(place: Project) -> None:
    package(place.root / "old.apkg", [note(model(), "하나", "<font size=2>a<o:p></o:p></font>")])
    assert "뒷면: <font size=2>a</font>" in moved(place, place.root / "old.apkg")
    assert not (place.root / "deck/import-report.txt").exists()


def test_a_subdecks_description_is_in_the_report(place: Project) -> None:
    decks = [genanki.Deck(2_059_400_110, "D", "About <b>D</b>"), genanki.Deck(2_059_400_111, "D::E", "About E")]
    for deck in decks:
        deck.add_note(note(model(), deck.name))
    genanki.Package(decks).write_to_file(place.root / "old.apkg", timestamp=1_600_000_000)
    moved(place, place.root / "old.apkg")
    assert 'description: "About **D**"' in (place.root / "deck/cards/deck.yaml").read_text(encoding="utf-8")
    assert "About E (a description that" in report(place)


def test_ids_come_from_the_first_field_with_words(place: Project) -> None:
    of = model()
    path = package(place.root / "old.apkg", [note(of, '<img src="a.png">', "참새"), note(of, "<b>까치</b>", "새")])
    text = moved(place, path)
    assert "id: 참새\n" in text
    assert "id: 까치\n" in text


def test_more_notes_join_a_deck_and_those_that_it_has_stay_as_they_are(place: Project) -> None:
    of = model()
    moved(place, package(place.root / "old.apkg", [note(of, "하나", "1", guid="g1")]))
    first = place.root / "deck/cards/01-덱.yaml"
    first.write_text(first.read_text(encoding="utf-8").replace("뒷면: 1", "뒷면: 일"), encoding="utf-8")
    before = first.read_bytes()
    more = package(place.root / "more.apkg", [note(of, "하나", "2", guid="g1"), note(of, "둘", "2", guid="g2")])
    code, _, err = place.run("import", str(more), "--into", "deck/cards")
    assert code == 0, err
    assert first.read_bytes() == before
    text = (place.root / "deck/cards/02-덱.yaml").read_text(encoding="utf-8")
    assert text.endswith("cards:\n  - 앞면: 둘\n    id: 둘\n    뒷면: 2\n    guid: g2\n")
    assert [path.name for path in (place.root / "deck/cards/kinds").iterdir()] == ["옛_유형"]
    assert "하나" in report(place)
    assert len(read_ledger(place.root / "deck/cards")[0].notes) == 2
    assert place.run("build", "deck/cards", "-o", "built.apkg")[0] == 0
    files = place.files()
    with pytest.raises(DeckgenError, match="comes in by merge"):
        place.run("import", str(more), "--into", "deck/cards", "--update")
    with pytest.raises(DeckgenError, match="already"):
        place.run("import", str(more), "--into", "deck/cards")
    assert place.files() == files


def test_latex_headers_come_along_unless_they_reach_out(place: Project) -> None:
    fine, bad = (f"\\documentclass{{article}}\n{more}\\begin{{document}}" for more in ("", "\\input{/etc/passwd}\n"))
    notes = [
        note(model(latex_pre=fine), "하나"),
        genanki.Note(
            genanki.Model(
                1_607_392_321,
                "나쁜",
                fields=[{"name": "a"}],
                templates=[{"name": "c", "qfmt": "{{a}}", "afmt": "{{a}}"}],
                latex_pre=bad,
            ),
            ["둘"],
        ),
    ]
    moved(place, package(place.root / "old.apkg", notes))
    kinds = {path.name: path for path in (place.root / "deck/cards/kinds").iterdir()}
    assert "latexPre" not in json.loads((kinds["나쁜"] / "anki.json").read_text(encoding="utf-8"))
    assert json.loads((kinds["옛_유형"] / "anki.json").read_text(encoding="utf-8"))["latexPre"] == fine
    assert read_package(place.root / "built.apkg").note_types[1_607_392_319].settings["latexPre"] == fine
    assert "나쁜 (has the usual header for LaTeX now: its own holds \\input)" in report(place)
