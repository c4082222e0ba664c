"""Tables become decks: CSV, TSV, spreadsheets and Anki's text export, in the encodings in which people have them."""

import openpyxl
import pytest

from deckgen.model.diagnostics import DeckgenError
from deckgen.pipeline.load import load
from tests.compiler.project import Project

from .conftest import card_texts, cards_of, report
from .test_strangers import PNG

KOREAN = '앞면,뒷면,태그,비중표\n나트륨,Na,화학 기초,원소 번호 11\n"두\n줄","쉼표, 따옴표 ""x""",,\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_reads_a_korean_table_in_any_encoding(place: Project, encoding: str, newline: str) -> None:
    place.write("원소.csv", KOREAN.replace("\n", newline).encode(encoding))
    code, said, _ = place.run("import", "원소.csv", "deck")
    assert code == 0
    assert said.startswith("2 notes: 2 basic\n")
    assert (
        card_texts(place)
        == """\
category: 원소
cards:
  - front: 나트륨
    id: 나트륨
    back: Na
    detail: '**비중표**: 원소 번호 11'
    tags: [화학, 기초]

  - front: |
      두\\
      줄
    id: 두-줄
    back: 쉼표, 따옴표 "x"
"""
    )


@pytest.mark.parametrize(
    ("header", "card"),
    [
        ("front,back", {"front": "1", "back": "2"}),
        ("Term,Definition", {"term": "1", "definition": "2"}),
        ("Answer,Question", {"question": "2", "answer": "1"}),
        ("용어,영어,뜻,태그", {"term": "1", "expansion": "2", "definition": "3", "tags": ["4"]}),
        ("영어,뜻", {"front": "1", "back": "2"}),
        ("단어,의미,해시태그", {"front": "1", "back": "2", "tags": ["3"]}),
        ("English,Korean", {"front": "1", "back": "2"}),
        ("q,something", {"front": "q", "back": "something"}),
    ],
)
def test_takes_the_kind_from_the_names_of_the_columns(place: Project, header: str, card: dict[str, object]) -> None:
    place.write("t.csv", f"{header}\n{','.join('12345'[: header.count(',') + 1])}\n")
    assert place.run("import", "t.csv", "deck")[0] == 0
    (first, *_), *_ = cards_of(place).values()
    assert {key: [*map(str, v)] if isinstance(v, list) else str(v) for key, v in first.items()} == card


@pytest.mark.parametrize("mapping", ["front=A,back=B,tags=C", "front=1,back=2,tags=3"])
def test_the_author_can_say_which_column_is_which(place: Project, mapping: str) -> None:
    place.write("t.csv", "A;B;C\n문;답;x y\n")
    assert place.run("import", "t.csv", "deck", "--map", mapping)[0] == 0
    assert cards_of(place)["t"][-1] == {"front": "문", "back": "답", "tags": ["x", "y"]}


@pytest.mark.parametrize(
    ("header", "mapping", "message", "hint"),
    [
        ("country,flag,map,region,tags", "", "the first row names columns", "--map front=country,back=flag"),
        ("fornt,back,tags", "", "the column 'fornt' is not known; perhaps 'front' was meant", "--map front=1"),
        ("앞면,뒷면,테그", "", "the column '테그' is not known; perhaps 'tags' was meant", "--map tags=3"),
        ("front,back,tgas", "", "the column 'tgas' is not known; perhaps 'tags' was meant", "--map tags=3"),
        ("a,b,c", "", "the first row names columns", "--map front=1,back=2 where the first row is a card"),
        ("용어,비고", "", "the first row names columns", "--map"),
        ("우리 단어장,", "", "the first row names columns", "delete a title"),
        ("우리 단어장", "", "the first row names columns", "delete a title"),
        ("A,B", "front=X,back=B", "there is no column 'X'", ""),
        ("A,B", "frnt=A,back=B", "no kind has a field 'frnt'", "front"),
        ("A,B", "front", "'front' has no '='", "--map front="),
        ("A,B", "front=A", "not enough to make a card of any kind", "--map"),
    ],
)
def test_columns_that_make_no_card_are_an_error(
    place: Project, header: str, mapping: str, message: str, hint: str
) -> None:
    place.write("t.csv", f"{header}\n{','.join('12345'[: header.count(',') + 1])}\n")
    with pytest.raises(DeckgenError) as error:
        place.run("import", "t.csv", "deck", "--map", mapping)
    assert message in error.value.message
    assert hint in error.value.hint
    assert not (place.root / "deck").exists()


def test_a_column_of_sentences_with_deletions_is_enough(place: Project) -> None:
    place.write("t.csv", "{{c1::물}}은 H2O\n{{c1::소금}}은 NaCl\n")
    assert place.run("import", "t.csv", "deck")[0] == 0
    assert [card["cloze"] for card in cards_of(place)["t"]] == ["{{c1::물}}은 H2O", "{{c1::소금}}은 NaCl"]


def test_reads_what_anki_exports_as_text(place: Project) -> None:
    place.write("media/그림 1.png", b"\x89PNG")
    place.write(
        "notes.txt",
        "#separator:tab\n#html:true\n#notetype column:1\n#deck column:2\n#tags column:5\n"
        "Basic\tA::화학\tNa<sup>+</sup>는<br>무엇?\t<b>나트륨</b> 이온\tx y\n"
        'Basic (and reversed card)\tA::물리\t"<img src=""그림 1.png"">"\t<div>힘</div><div>\\(F = ma\\)</div>\t\n'
        "Cloze\tA::물리\t{{c1::뉴턴}}의 <i>법칙</i>\t\t\n"
        'Basic\tA::물리\ta\t<span style="color: red">b</span> [sound:no.mp3]\t\n',
    )
    code, said, _ = place.run("import", "notes.txt", "deck")
    assert code == 0
    assert "4 notes: 1 cloze, 3 basic; 1 media file" in said
    assert cards_of(place) == {
        "A::화학": [{"front": "Na<sup>+</sup>는\\\n무엇?\n", "back": "**나트륨** 이온", "tags": ["x", "y"]}],
        "A::물리": [
            {"front": "![그림 1](<media/그림 1.png>)", "back": "힘\n\n$F = ma$\n", "reverse": True},
            {"cloze": "{{c1::뉴턴}}의 *법칙*"},
            {"front": "a", "back": "b no.mp3"},
        ],
    }
    assert "line 9: no.mp3 (not next to the source" in report(place)
    assert "line 9: b [sound:no.mp3] (its formatting was left out)" in report(place)


def test_a_spreadsheet_is_a_table(place: Project) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["번호", "단어", "뜻", "그림"])
    sheet.append([1, "apple", "사과", "사과.png"])
    sheet.append([2.0, "year", 2024, None])
    book.create_sheet("남은 것")["A1"] = "x"
    book.save(place.root / "단어.xlsx")
    place.write("사과.png", PNG)
    code, out, _ = place.run("import", "단어.xlsx", "deck")
    assert code == 0, out
    assert cards_of(place) == {
        "단어": [
            {"front": "apple", "back": "사과", "figure": "![사과](media/사과.png)"},
            {"front": "year", "back": 2024},
        ]
    }
    assert "남은 것 (this sheet was not read" in report(place)


def test_a_spreadsheet_of_cells_far_apart_is_read_or_refused(place: Project) -> None:
    book = openpyxl.Workbook()
    for cell, text in {"A1": "front", "B1": "back", "A2": "a", "B2": "b", "XFD1048576": "far"}.items():
        book.active[cell] = text
    book.save(place.root / "t.xlsx")
    assert place.run("import", "t.xlsx", "deck")[0] == 0
    place.write("bad.xlsx", b"PK no spreadsheet")
    with pytest.raises(DeckgenError, match="cannot be read as a spreadsheet"):
        place.run("import", "bad.xlsx", "other")


def test_a_row_that_makes_no_card_is_in_the_report_with_its_line(place: Project) -> None:
    place.write("t.csv", '# from the book\n#\nfront,back\na,"b\nc"\n\nonly a front\nd,e\nd,e\n')
    place.run("import", "t.csv", "deck")
    assert "line 1: # from the book" in report(place)
    assert "  line 7: only a front\n" in report(place)
    assert "line 9: d | e (as in row 8)" in report(place)


def test_adds_to_a_deck_and_leaves_what_is_there(place: Project) -> None:
    place.write("cards/deck.yaml", "name: D\nid: d\n")
    place.write("cards/03-old.yaml", "category: Old\ncards:\n- {front: a, id: a, back: b}\n")
    place.write("cards/media/x.png", b"old")
    place.write("new/x.png", b"\x89PNG")
    place.write("new/t.csv", "front,back\nA,![p](x.png)\n")
    before = place.files()
    assert place.run("import", "new/t.csv", "--into", "cards")[0] == 0
    after = place.files()
    assert {path: after[path] for path in before} == before
    assert after.keys() - before.keys() == {"cards/04-t.yaml", "cards/imported.json", "cards/media/x-2.png"}
    deck, problems = load(place.cards)
    assert not problems
    assert [note.id for note in deck.notes] == ["a", "a-2"]
    assert place.run("import", "new/t.csv", "--into", "cards", "--update")[0] == 0
    assert place.files() == after, "a picture that the deck has is not copied again"


def test_quotes_that_hold_no_whole_cell_belong_to_the_text(place: Project) -> None:
    place.write("quizlet.txt", '"quoted" word\tx\n"open\tthe "inner" one\nlast\t"two\nlines"\n')
    assert place.run("import", "quizlet.txt", "deck")[0] == 0
    assert cards_of(place)["quizlet"] == [
        {"front": '"quoted" word', "back": "x"},
        {"front": '"open', "back": 'the "inner" one'},
        {"front": "last", "back": "two\\\nlines\n"},
    ]


@pytest.mark.parametrize(
    ("content", "arguments", "language", "said"),
    [
        ("kat,dier\n", (), "en", "language: en, since the cards do not tell"),
        ("kat,dier\n", ("--language", "nl-BE"), "nl-BE", ""),
        ("물,불\n", (), "ko", ""),
        ("photosynthesis,광합성\n", (), "en", "language: en"),
        ("photosynthesis,광합성\n", ("--lang", "ko"), "ko", ""),  # words that a Korean learns
    ],
)
def test_a_deck_keeps_its_own_language(
    place: Project, content: str, arguments: tuple[str, ...], language: str, said: str
) -> None:
    place.write("t.csv", f"front,back\n{content}")
    code, out, _ = place.run("import", "t.csv", "deck", *arguments)
    assert code == 0
    assert f"language: {language}\n" in (place.root / "deck/cards/deck.yaml").read_text("utf-8")
    assert said in out if said else "language:" not in out


def test_a_text_without_columns_is_no_table(place: Project) -> None:
    place.write("words.txt", "apple - 사과\nonly words\n")
    with pytest.raises(DeckgenError, match="does not look like a table"):
        place.run("import", "words.txt", "deck")


def test_overwrites_nothing(place: Project) -> None:
    place.write("t.csv", "front,back\na,b\n")
    place.write("deck/README.md", "Mine\n")
    place.write("other/.gitignore", "*\n")
    place.run("import", "t.csv", "deck")
    assert (place.root / "deck/README.md").read_text("utf-8") == "Mine\n"
    before = place.files()
    with pytest.raises(DeckgenError, match=r"'other/\.gitignore' already exists"):
        place.run("import", "t.csv", "other")
    with pytest.raises(DeckgenError, match="'deck' belongs to the deck 'deck/cards'") as error:
        place.run("import", "t.csv", "deck")
    assert "deckgen import FILE --into deck/cards --update" in error.value.hint
    assert place.files() == before


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"\n\n", "no card"), (b"\x81\xff\xfe\x80", "not text in"), (b'front,back\n"a', "names columns")],
)
def test_a_file_that_is_no_table_is_told(place: Project, content: bytes, message: str) -> None:
    place.write("t.csv", content)
    with pytest.raises(DeckgenError, match=message):
        place.run("import", "t.csv", "deck")
    assert list(place.files()) == ["t.csv"]
