"""Titles: what a note is called, wherever people read of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.anki.reading import read_package
from deckgen.anki.titles import title_of

from .project import Project


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


def test_a_front_that_is_only_a_picture_can_be_released_and_built_again(project: Project) -> None:
    project.write("cards/media/a.svg", "<svg/>")
    project.write(
        "cards/01.yaml",
        "category: A\ncards:\n  - {front: '![두 행렬](a.svg)', id: shown, back: b}\n"
        "  - {front: '![](a.svg)', id: silent, back: b}\n",
    )
    assert project.run("release", "cards", "--version", "1.0")[0] == 0
    assert project.run("build", "cards", "-o", "again.apkg")[0] == 0
    assert [note.title for note in project.load()[0].notes] == ["두 행렬", "silent"]
    assert [note.title for note in read_package(Path("again.apkg")).notes] == ["두 행렬", "silent"]
