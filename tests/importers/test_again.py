"""A table imported again doubles nothing: known cards stop it, and `--update` changes what differs."""

import json
from collections.abc import Sequence

import pytest
import yaml

from deckgen.model.diagnostics import DeckgenError
from deckgen.pipeline.load import load
from tests.compiler.project import Project

from .test_strangers import PNG

HEADER = "id,앞면,뒷면,태그\n"
ROWS = [(f"c{n}", f"문{n}", f"답{n}", "x") for n in range(1, 31)]


@pytest.fixture
def deck(place: Project) -> Project:
    """A deck of thirty cards from a table, whose file the author has tidied."""
    place.write("cards/deck.yaml", "name: D\nid: d\n")
    write(place, ROWS)
    assert place.run("import", "t.csv", "--into", "cards")[0] == 0
    path = place.cards / "01-t.yaml"
    path.write_text(path.read_text("utf-8").replace("    back: 답3\n", "    back: 답3   # 확인함\n"), encoding="utf-8")
    return place


def write(place: Project, rows: Sequence[Sequence[str]], header: str = HEADER) -> None:
    place.write("t.csv", header + "".join(",".join(row) + "\n" for row in rows))


@pytest.mark.parametrize("columns", [slice(0, 4), slice(1, 4)], ids=["ids", "fronts"])
def test_known_cards_stop_an_import(deck: Project, columns: slice) -> None:
    rows = [row[columns] for row in [*ROWS, ("c31", "문31", "답31", "y")]]
    write(deck, rows, ",".join(HEADER.strip().split(",")[columns]) + "\n")
    before = deck.files()
    with pytest.raises(DeckgenError, match="30 of 31 are in the deck already") as error:
        deck.run("import", "t.csv", "--into", "cards")
    assert "--update" in error.value.hint
    assert deck.files() == before


def test_update_rewrites_what_differs_shows_it_and_keeps_every_other_byte(deck: Project) -> None:
    rows = [
        *ROWS[:2],
        ("c3", "문3", "새 답", "x"),
        ("c4", "고친 문4", "답4", "x;새태그"),
        *ROWS[4:],
        ("", "문31", "답31", ""),
    ]
    write(deck, rows)
    before = (deck.cards / "01-t.yaml").read_text("utf-8")
    code, out, _ = deck.run("import", "t.csv", "--into", "cards", "--update")
    assert code == 0
    assert "~ 문3  (c3)\n  back\n    - 답3\n    + 새 답\n" in out
    assert "~ 고친 문4  (c4)" in out
    assert "30 cards are in the deck already; 2 of them changed" in out
    after = before.replace("답3   #", "새 답   #").replace("front: 문4\n", "front: 고친 문4\n")
    after = after.replace("    back: 답4\n    tags: [x]", "    back: 답4\n    tags: [x, 새태그]")
    added = "\n  - front: 문31\n    id: 문31\n    back: 답31\n"
    assert (deck.cards / "01-t.yaml").read_text("utf-8") == after + added, "new rows join the file of their category"
    notes, diagnostics = load(deck.cards)
    assert not diagnostics
    assert len(notes.notes) == 31


def test_new_rows_get_a_file_of_their_own_where_the_old_one_cannot_take_them(deck: Project) -> None:
    path = deck.cards / "01-t.yaml"
    path.write_text(path.read_text("utf-8").replace("\n  ", "\n") + "tags: [mine]\n", encoding="utf-8")
    before = path.read_bytes()
    write(deck, [*ROWS, ("c31", "문31", "답31", "y")])
    assert deck.run("import", "t.csv", "--into", "cards", "--update")[0] == 0
    assert path.read_bytes() == before
    assert (deck.cards / "02-t.yaml").read_text("utf-8").endswith("    back: 답31\n    tags: [y]\n")


def test_an_empty_cell_and_a_known_row_change_nothing(deck: Project) -> None:
    write(deck, [(id_, front, "", "") for id_, front, *_ in ROWS])
    before = deck.files()
    with pytest.raises(DeckgenError, match="no card was found"):
        deck.run("import", "t.csv", "--into", "cards", "--update")
    assert deck.files() == before


def test_ids_that_changed_rows_are_an_error(deck: Project) -> None:
    """As where one column was sorted in a spreadsheet."""
    fronts = [front for _, front, *_ in ROWS][::-1]
    write(deck, [(id_, front, back, tags) for (id_, _, back, tags), front in zip(ROWS, fronts, strict=True)])
    before = deck.files()
    with pytest.raises(DeckgenError, match="30 ids are at other rows"):
        deck.run("import", "t.csv", "--into", "cards", "--update")
    assert deck.files() == before


@pytest.mark.parametrize(
    "rows", ["c1,b,1\nc2,a,2\nc3,x,3\n", "c1,x,1\nc2,a,2\nc3,x,3\n"], ids=["to new", "to another's"]
)
def test_a_corrected_front_that_another_card_has_or_had_is_no_moved_id(place: Project, rows: str) -> None:
    place.write("cards/deck.yaml", "name: D\nid: d\n")
    place.write("t.csv", "id,front,back\nc1,a,1\nc2,a,2\nc3,x,3\n")
    assert place.run("import", "t.csv", "--into", "cards")[0] == 0
    place.write("t.csv", f"id,front,back\n{rows}")
    code, out, _ = place.run("import", "t.csv", "--into", "cards", "--update")
    assert code == 0
    assert "3 cards are in the deck already; 1 of them changed" in out


def test_an_id_at_two_rows_is_named_as_that(deck: Project) -> None:
    write(deck, [*ROWS, ("c3", "문31", "답31", "x")])
    with pytest.raises(DeckgenError, match=r"rows have the same id: c3 \(4\), c3 \(32\)"):
        deck.run("import", "t.csv", "--into", "cards", "--update")


def test_two_rows_with_one_front_go_on_with_their_own_cards(place: Project) -> None:
    place.write("cards/deck.yaml", "name: D\nid: d\n")
    place.write("t.csv", "front,back\na,1\na,2\n")
    assert place.run("import", "t.csv", "--into", "cards")[0] == 0
    place.write("t.csv", "front,back\na,1\na,zwei\na,3\n")
    assert place.run("import", "t.csv", "--into", "cards", "--update")[0] == 0
    deck, _ = load(place.cards)
    assert [(note.id, note.fields[1]) for note in deck.notes] == [("a", "1"), ("a-2", "zwei"), ("a-3", "3")]


def test_a_correction_in_the_deck_survives_the_next_import_of_the_table(deck: Project) -> None:
    """As a member's, which came by `merge` and is not in the table."""
    path = deck.cards / "01-t.yaml"
    corrected = (
        path.read_text("utf-8")
        .replace("back: 답1\n", "back: 멤버의 답1\n")
        .replace("front: 문2\n", "front: 고친 문2\n")
    )
    path.write_text(corrected, encoding="utf-8")
    write(deck, [row[1:] for row in [*ROWS[:4], ("", "문5", "새 답5", "x"), *ROWS[5:]]], "앞면,뒷면,태그\n")
    code, out, _ = deck.run("import", "t.csv", "--into", "cards", "--update")
    assert code == 0
    assert "30 cards are in the deck already; 1 of them changed" in out
    assert "left as they are; correct them in t.csv, too: c1 (back), c2 (front)" in out
    assert path.read_text("utf-8") == corrected.replace("back: 답5\n", "back: 새 답5\n")

    write(deck, [("c1", "문1", "표의 답1", "x"), *ROWS[1:]])
    assert deck.run("import", "t.csv", "--into", "cards", "--update")[0] == 0
    assert "    back: 멤버의 답1\n" in path.read_text("utf-8")
    report = (deck.root / "import-report.txt").read_text("utf-8")
    assert "c1 · back: 표의 답1 (the deck has this differently" in report


def test_a_corrected_word_stays_its_card_and_a_deleted_row_is_named(place: Project) -> None:
    place.write("t.csv", "단어,뜻\n이상치,동떨어진 값\n배,과일\n배,탈것\n평균,가운데\n평균,가운데\n")
    assert place.run("import", "t.csv", "deck")[0] == 0
    assert "line 6: 평균 | 가운데 (as in row 5)" in (place.root / "deck/import-report.txt").read_text("utf-8")
    place.write("t.csv", "단어,뜻\n이상값,동떨어진 값\n배,탈것\n배,과일\n")
    code, out, _ = place.run("import", "t.csv", "--into", "deck/cards", "--update")
    assert code == 0
    assert "~ 이상값  (이상치)\n  front\n    - 이상치\n    + 이상값\n3 cards are in the deck already; 1 of them" in out
    assert "no longer in t.csv: 평균;" in out
    notes, _ = load(place.root / "deck/cards")
    assert [note.id for note in notes.notes] == ["이상치", "배", "배-2", "평균"]
    assert [note.fields[1] for note in notes.notes[1:3]] == ["과일", "탈것"]


@pytest.fixture
def pictured(place: Project) -> Project:
    """A deck from a table whose pictures have moved away since."""
    place.write("cards/deck.yaml", "name: D\nid: d\n")
    place.write("t/pic 1.png", PNG)
    place.write("t/b.png", PNG + b"2")
    place.write("t/t.csv", "front,back,figure\na,1,pic 1.png\nb,2 ![그림](b.png),\nc,3,\n")
    assert place.run("import", "t/t.csv", "--into", "cards")[0] == 0
    for path in (place.root / "t").glob("*.png"):
        path.unlink()
    return place


def test_a_picture_that_only_the_deck_has_stays_in_its_card(pictured: Project) -> None:
    before = (pictured.cards / "01-t.yaml").read_text("utf-8")
    pictured.write("t/t.csv", "front,back,figure\na,1,pic 1.png\nb,zwei ![그림](B.png),\nc,3,\nd,4,img/pic 1.png\n")
    code, out, _ = pictured.run("import", "t/t.csv", "--into", "cards", "--update")
    assert code == 0
    assert "not found" not in out
    added = "\n  - front: d\n    id: d\n    back: 4\n    figure: '![pic 1](<media/pic 1.png>)'\n"
    after = before.replace("2 ![그림]", "zwei ![그림]").rstrip() + f"\n{added}"
    assert (pictured.cards / "01-t.yaml").read_text("utf-8") == after


def test_a_field_whose_picture_is_nowhere_stays_as_the_deck_has_it(pictured: Project) -> None:
    """Neither next to the table nor, by that name alone, in the deck."""
    path = pictured.cards / "01-t.yaml"
    pictured.write("cards/media/b-2.png", PNG + b"3")
    rows = "a,eins,kein.png\nb,zwei ![그림](b.png),\nc,3,\nd,4,kein.png\n"
    pictured.write("t/t.csv", f"front,back,figure\n{rows}")
    before = path.read_text("utf-8").replace("back: 1", "back: eins")
    code, out, _ = pictured.run("import", "t/t.csv", "--into", "cards", "--update")
    assert code == 0
    assert "left as they are, since a picture or sound was not found: a (figure), b (back)" in out
    assert "3 pictures and sounds were not found: name their folder with --media FOLDER" in out
    added = "\n  - front: d\n    id: d\n    back: 4\n"
    assert path.read_text("utf-8") == before.rstrip() + f"\n{added}", "a new card has no name in a picture's place"

    pictured.write("t/kein.png", PNG + b"4")
    path.write_text(path.read_text("utf-8").replace("![그림]", "![더 나은 말]"), encoding="utf-8")
    pictured.write("t/b.png", PNG + b"2")
    pictured.write("t/t.csv", f"front,back,figure\n{rows.replace('zwei', '2')}")
    code, out, _ = pictured.run("import", "t/t.csv", "--into", "cards", "--update")
    assert code == 0
    assert "not in t.csv, and left as they are; correct them in t.csv, too: b (back)" in out
    assert path.read_text("utf-8").count("    figure: '![kein](media/kein.png)'\n") == 2


def test_words_next_to_a_picture_that_never_was_there_are_corrected(place: Project) -> None:
    place.write("cards/deck.yaml", "name: D\nid: d\n")
    for words in ("eins", "zwei", "drei"):
        place.write("t.csv", f"front,back,figure\na,{words} ![Bild](kein.png),kein.png\n")
        code, out, _ = place.run("import", "t.csv", "--into", "cards", *(["--update"] if words != "eins" else []))
        assert code == 0
        assert "2 pictures and sounds were not found" in out
        assert "left as they are" not in out
        (card,) = yaml.safe_load((place.cards / "01-t.yaml").read_bytes())["cards"]
        assert card == {"front": "a", "id": "a", "back": f"{words} Bild"}


def test_a_picture_of_another_table_is_not_taken_for_one_that_is_missing(pictured: Project) -> None:
    pictured.write("t/other.csv", "front,back,figure\nx,9,pic 1.png\n")
    code, out, _ = pictured.run("import", "t/other.csv", "--into", "cards")
    assert code == 0
    assert "1 picture or sound was not found: name its folder with --media FOLDER" in out
    assert "figure" not in (pictured.cards / "02-other.yaml").read_text("utf-8")


def test_a_record_that_is_no_json_is_an_error(deck: Project) -> None:
    (deck.cards / "imported.json").write_text("<<<<<<<", encoding="utf-8")
    before = deck.files()
    with pytest.raises(DeckgenError, match=r"imported\.json' cannot be read"):
        deck.run("import", "t.csv", "--into", "cards", "--update")
    assert deck.files() == before


def test_a_new_row_keeps_its_category_though_the_last_card_of_it_is_in_a_file_of_another_one(place: Project) -> None:
    place.write("cards/deck.yaml", "name: D\nid: d\n")
    place.write("cards/01-A.yaml", "category: A\ncards:\n  - term: b\n    id: b\n    category: B\n    definition: 뜻\n")
    place.write("t.csv", "용어,뜻,분류\nb,뜻,B\nc,셋,B\n")
    assert place.run("import", "t.csv", "--into", "cards", "--update")[0] == 0
    assert {note.id: note.category for note in load(place.cards)[0].notes} == {"b": "B", "c": "B"}


def test_new_cards_of_two_notes_with_one_category_are_all_remembered(place: Project) -> None:
    place.write("cards/deck.yaml", "name: D\nid: d\n")
    for more in ("", "- **{}2**: 둘\n"):
        for name in ("a", "b"):
            place.write(f"v/{name}.md", f"# T\n\n## 같음\n\n- **{name}**: 하나\n{more.format(name)}")
        code, out, _ = place.run("import", "v", "--into", "cards", "--update")
        assert code == 0
        assert "2 notes: 2 term" in out
    assert {*json.loads((place.cards / "imported.json").read_text("utf-8"))["v"]} == {"a", "b", "a2", "b2"}


def test_new_rows_have_the_line_ends_of_their_file(deck: Project) -> None:
    path = deck.cards / "01-t.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    write(deck, [*ROWS, ("c31", "문31", "답31", "")])
    assert deck.run("import", "t.csv", "--into", "cards", "--update")[0] == 0
    text = path.read_bytes()
    assert text.endswith("    back: 답31\r\n".encode())
    assert text.count(b"\n") == text.count(b"\r\n")
