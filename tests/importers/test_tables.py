"""Tables become decks: CSV, TSV and Anki's text export, in the encodings in which people have them."""

from __future__ import annotations

import pytest

from deckgen.model.diagnostics import DeckgenError
from deckgen.pipeline.load import load
from tests.compiler.project import Project

KOREAN = '앞면,뒷면,태그,비중표\n나트륨,Na,화학 기초,원소 번호 11\n"두\n줄","쉼표, 따옴표 ""x""",,\n'


def card_texts(place: Project, folder: str = "deck") -> str:
    """All card files of a new deck, which has no error."""
    code, problems, _ = place.run("check", f"{folder}/cards")
    assert code == 0, problems
    files = sorted((place.root / folder / "cards").glob("[0-9]*.yaml"))
    return "".join(path.read_text(encoding="utf-8").partition("\n")[2] for path in files)


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
    ("header", "cards"),
    [
        ("front\tback", "front: a\n    id: a\n    back: b"),
        ("Term\tDefinition", "term: a\n    id: a\n    definition: b"),
        ("용어\t뜻", "term: a\n    id: a\n    definition: b"),
        ("단어\t뜻", "front: a\n    id: a\n    back: b"),
        ("질문\t답변", "question: a\n    id: a\n    answer: b"),
        ("Answer\tQuestion", "question: b\n    id: b\n    answer: a"),
        ("q\tsomething", "front: q\n    id: q\n    back: something\n\n  - front: a\n    id: a\n    back: b"),
    ],
)
def test_takes_the_kind_from_the_names_of_the_columns(place: Project, header: str, cards: str) -> None:
    place.write("t.tsv", f"{header}\na\tb\n")
    assert place.run("import", "t.tsv", "deck")[0] == 0
    assert card_texts(place) == f"category: t\ncards:\n  - {cards}\n"


@pytest.mark.parametrize("mapping", ["front=A,back=B,tags=C", "front=1,back=2,tags=3"])
def test_the_author_can_say_which_column_is_which(place: Project, mapping: str) -> None:
    place.write("t.csv", "A;B;C\n문;답;x y\n")
    assert place.run("import", "t.csv", "deck", "--map", mapping)[0] == 0
    expected = "  - front: 문\n    id: 문\n    back: 답\n    tags: [x, y]\n"
    assert card_texts(place).endswith(expected)


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ("front=X,back=B", "there is no column 'X'"),
        ("frnt=A,back=B", "no kind has a field 'frnt'"),
        ("front", "'front' has no '='"),
        ("front=A", "not enough to make a card of any kind"),
    ],
)
def test_a_wrong_map_is_told_and_nothing_is_written(place: Project, mapping: str, message: str) -> None:
    place.write("t.csv", "A,B\na,b\n")
    with pytest.raises(DeckgenError, match=message) as told:
        place.run("import", "t.csv", "deck", "--map", mapping)
    assert told.value.hint
    assert list(place.files()) == ["t.csv"]


def test_reads_what_anki_exports_as_text(place: Project) -> None:
    place.write("media/그림 1.png", b"\x89PNG")
    place.write(
        "notes.txt",
        "#separator:tab\n#html:true\n#notetype column:1\n#deck column:2\n#tags column:5\n"
        "Basic\tA::화학\tNa<sup>+</sup>는<br>무엇?\t<b>나트륨</b> 이온\tx y\n"
        'Basic\tA::물리\t"<img src=""그림 1.png"">"\t<div>힘</div><div>\\(F = ma\\)</div>\t\n'
        "Cloze\tA::물리\t{{c1::뉴턴}}의 <i>법칙</i>\t\t\n"
        'Basic\tA::물리\ta\t<span style="color: red">b</span> [sound:no.mp3]\t\n',
    )
    code, said, _ = place.run("import", "notes.txt", "deck")
    assert code == 0
    assert "4 notes: 1 cloze, 3 basic; 1 media file" in said
    assert (
        card_texts(place)
        == """\
category: A::화학
cards:
  - front: |
      Na<sup>+</sup>는\\
      무엇?
    id: na-는-무엇
    back: '**나트륨** 이온'
    tags: [x, y]
category: A::물리
cards:
  - front: '![그림 1](<media/그림 1.png>)'
    id: 그림-1
    back: |
      힘

      $F = ma$

  - cloze: '{{c1::뉴턴}}의 *법칙*'
    id: 뉴턴의-법칙

  - front: a
    id: a
    back: b no.mp3
"""
    )
    report = (place.root / "deck/import-report.txt").read_text(encoding="utf-8")
    assert "line 9: no.mp3 (not next to the source" in report
    assert "line 9: b [sound:no.mp3] (its looks were left out)" in report


def test_a_row_that_makes_no_card_is_in_the_report_with_its_line(place: Project) -> None:
    place.write("t.csv", 'front,back\na,"b\nc"\n\nonly a front\nd,e\n')
    place.run("import", "t.csv", "deck")
    assert "  line 5: only a front\n" in (place.root / "deck/import-report.txt").read_text(encoding="utf-8")


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


def test_quotes_that_hold_no_whole_cell_belong_to_the_text(place: Project) -> None:
    place.write("quizlet.txt", '"quoted" word\tx\n"open\tthe "inner" one\nlast\t"two\nlines"\n')
    assert place.run("import", "quizlet.txt", "deck")[0] == 0
    assert (
        card_texts(place)
        == """\
category: quizlet
cards:
  - front: '"quoted" word'
    id: quoted-word
    back: x

  - front: '"open'
    id: open
    back: the "inner" one

  - front: last
    id: last
    back: |
      two\\
      lines
"""
    )


@pytest.mark.parametrize("spoken", ["en", "ko"])
def test_words_that_a_korean_learns_make_a_korean_deck(place: Project, spoken: str) -> None:
    place.write("words.tsv", "photosynthesis\t광합성\nrespiration\t호흡\n")
    assert place.run("--lang", spoken, "import", "words.tsv", "deck")[0] == 0
    assert f"language: {spoken}\n" in (place.root / "deck/cards/deck.yaml").read_text(encoding="utf-8")


def test_a_text_without_columns_is_no_table(place: Project) -> None:
    place.write("words.txt", "apple - 사과\nonly words\n")
    with pytest.raises(DeckgenError, match="does not look like a table"):
        place.run("import", "words.txt", "deck")


def test_overwrites_nothing(place: Project) -> None:
    place.write("t.csv", "front,back\na,b\n")
    place.run("import", "t.csv", "deck")
    before = place.files()
    with pytest.raises(DeckgenError, match="already exists"):
        place.run("import", "t.csv", "deck")
    assert place.files() == before


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "no card"), (b"\n\n", "no card"), (b"\x81\xff\xfe\x80", "not text in"), (b'front,back\n"a', "no card")],
)
def test_a_file_that_is_no_table_is_told(place: Project, content: bytes, message: str) -> None:
    place.write("t.csv", content)
    with pytest.raises(DeckgenError, match=message):
        place.run("import", "t.csv", "deck")
    assert list(place.files()) == ["t.csv"]


@pytest.mark.parametrize(
    "cell",
    [
        "<table><tr><td colspan=²>끝</td></tr></table>",
        "<ol start=½><li>끝</li></ol>",
        f"<ol start={'9' * 5_000}><li>끝</li></ol>",
        f"<h{'1' * 5_000}>끝",
        "<blockquote>" * 300 + "끝",
        "<ul>" + "<li>끝</li>" * 20_000,
        f"<b>{' ' * 100_000}끝</b>",
        f"{'<a href=b>' * 20_000}끝",
    ],
)
def test_html_that_no_converter_takes_keeps_its_words(place: Project, cell: str) -> None:
    place.write("a.csv", f"front,back\n질문,{cell}\n".encode())
    code, said, _ = place.run("import", "a.csv", "deck")
    assert code == 0, said
    assert "끝" in card_texts(place)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("2*3*4 = 24, snake_case", "2*3*4 = 24, snake_case"),
        ("* (별표)", "* (별표)"),
        ("# 제목", "# 제목"),
        ("1) 가 2) 나", "1) 가 2) 나"),
        ("~~취소~~", "~~취소~~"),
        ("정도\n-1: 반대로\n1: 함께", "정도<br />\n-1: 반대로<br />\n1: 함께"),
        ("- 가\n- 나\n끝", "- 가<br />\n- 나<br />\n끝"),
        ("- 가\n- 나", "<ul>\n<li>가</li>\n<li>나</li>\n</ul>"),
        ("**굵게** 2 \n줄", "<strong>굵게</strong> 2<br />\n줄"),
        ("식 $x_1$ 또는 $5", r"식 \(x_1\) 또는 $5"),
        ("C:\\temp & <T>", "C:\\temp &amp; &lt;T&gt;"),
    ],
)
def test_a_cell_shows_what_it_shows_in_the_table(place: Project, cell: str, shown: str) -> None:
    place.write("t.csv", f'front,back\n질문,"{cell}"\n')
    assert place.run("import", "t.csv", "deck")[0] == 0
    deck, _ = load(place.root / "deck/cards")
    assert deck.notes[0].fields[1] == shown
