"""Titles: what a note is called, wherever people read of it."""

import pytest

from deckgen.anki.titles import title_of


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        (("<b>왜</b>를 &lt;묻나&gt;?", "답"), "왜를 <묻나>?"),
        (("{{c1::서울::어디}}의 강",), "서울의 강"),
        (('<img src="a.svg" alt="두 행렬 &amp; 하나">',), "두 행렬 & 하나"),
        (("<img alt='one' src=a.svg> <IMG src=b.svg alt=\"two\">",), "one two"),
        (('<img src="a.svg" alt="">', "back"), "back"),
        (("[sound:a.mp3]",), "id"),
        (("{{c1::image-occlusion:rect:left=.2:top=.1}}<br>", "<img src=a.png>", "심장의 판막"), "심장의 판막"),
        (("0123456789abcdef0123456789abcdef-ao-1", "심장의 판막"), "심장의 판막"),
        (("", " "), "id"),
        (("가" * 200,), "가" * 119 + "…"),
    ],
)
def test_a_title_is_what_the_front_says(fields: tuple[str, ...], title: str) -> None:
    assert title_of(fields, "id") == title
