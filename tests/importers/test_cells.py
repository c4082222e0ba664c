"""What a cell of a table becomes on a card: its characters, line breaks, HTML, pictures and tags."""

import pytest

from deckgen.pipeline.load import load
from tests.compiler.project import Project

from .conftest import card_texts, cards_of
from .test_strangers import PNG


def test_pictures_of_a_table_come_from_the_folder_that_is_named(place: Project) -> None:
    place.write("pictures/깃발/kr.png", PNG)
    place.write("pictures/.secret.png", PNG)
    rows = 'a,"<img src=""깃발/kr.png"">"\nb,![x](깃발/kr.png)\nc,깃발/kr.png\nd,![x](.secret.png)\ne,![x](no.png)\n'
    place.write("t/t.csv", f"front,back\n{rows}")
    code, out, _ = place.run("import", "t/t.csv", "without")
    assert code == 0
    assert "5 pictures and sounds were not found: name their folder with --media FOLDER" in out
    assert place.run("import", "t/t.csv", "deck", "--media", "pictures")[0] == 0
    assert card_texts(place).count("](media/kr.png)") == 3
    assert [path.name for path in (place.root / "deck/cards/media").iterdir()] == ["kr.png"]


def test_a_column_of_another_name_is_read_as_a_field_is(place: Project) -> None:
    place.write("a.png", PNG)
    rows = '질문,답,"2*3*4\n<b>둘</b>",a.png\n질문 둘,답,,b.png\n질문 셋,답,"- 하나\n- 둘","```\nx\n```"\n'
    place.write("t.csv", f"front,back,지은이,표지\n{rows}")
    code, out, _ = place.run("import", "t.csv", "deck")
    assert code == 0
    assert "1 picture or sound was not found" in out
    first, second, third = cards_of(place)["t"]
    assert first["detail"] == "**지은이**: 2\\*3\\*4\\\n**둘**\n\n**표지**: ![a](media/a.png)\n"
    assert second["detail"] == "**표지**: b.png"
    assert third["detail"] == "**지은이**:\n\n- 하나\n- 둘\n\n**표지**:\n\n```\nx\n```\n"


@pytest.mark.parametrize(
    ("cell", "tags"),
    [
        ("시험 범위, 중요 ,week  2", ["시험-범위", "중요", "week-2"]),
        ("시험 범위;중요;", ["시험-범위", "중요"]),
        ("시험 범위\n중요", ["시험-범위", "중요"]),
        ("시험 중요::a\u3000시험", ["시험", "중요::a"]),
        ("시험,,시험", ["시험"]),
    ],
)
def test_tags_are_parted_as_the_cell_parts_them(place: Project, cell: str, tags: list[str]) -> None:
    place.write("t.csv", f'front,back,tags\n질문,답,"{cell}"\n')
    assert place.run("import", "t.csv", "deck")[0] == 0
    assert cards_of(place)["t"][0]["tags"] == tags


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
        ("정도\n-1: 반대로\n1: 함께", "정도<br />\n-1: 반대로<br />\n1: 함께"),
        ("- 가\n- 나\n끝", "- 가<br />\n- 나<br />\n끝"),
        ("- 가\n- 나", "<ul>\n<li>가</li>\n<li>나</li>\n</ul>"),
        ("**굵게** 2 \n줄", "<strong>굵게</strong> 2<br />\n줄"),
        ("식 $x_1$ 또는 $5", r"식 \(x_1\) 또는 $5"),
        ("C:\\temp & <T>", "C:\\temp &amp; &lt;T&gt;"),
        ("a <i>q</i>\nb &amp; c", "a <em>q</em><br />\nb &amp; c"),
        ("a<br>\nb\n<u\n>d</u>", "a<br />\nb<br />\n<u>d</u>"),
        ("<i>a</i> \\[b\n+ c\\]", "<em>a</em> \\[b + c\\]"),
        ("<pre>\na\nb\n</pre>", '<pre class="code" tabindex="0"><code>a\nb\n</code></pre>'),
        ("<ul>\n  <li>가\n  <li>나\n</ul>\n", "<ul>\n<li>가</li>\n<li>나</li>\n</ul>"),
    ],
)
def test_a_cell_shows_what_it_shows_in_the_table(place: Project, cell: str, shown: str) -> None:
    place.write("t.csv", f'front,back\n질문,"{cell}"\n')
    assert place.run("import", "t.csv", "deck")[0] == 0
    deck, _ = load(place.root / "deck/cards")
    assert deck.notes[0].fields[1] == shown
