"""What else strangers may send, each as one would: none of it acts in Anki, and a page shows it as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deckgen import write_page
from tests.compiler.project import import_package

if TYPE_CHECKING:
    from anki.collection import Collection
    from playwright.sync_api import Page

    from tests.compiler.project import Project

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="parent.document.title = \'taken\'">'
    "<script>parent.document.title = 'taken'; fetch('https://evil.example/svg')</script>"
    '<image href="https://evil.example/image" width="9" height="9"/></svg>'
)
TEXTS = {
    "template syntax": "{{#Front}}{{Front}}{{/Front}} {{FrontSide}} {{type:Front}} {{^Back}}x{{/Back}}",
    "a link of a script's": "[a](JaVaScript:alert(1)) [b](vbscript:x) [c](data:text/html,x) <javascript:x>",
    "speech": "[anki:tts lang=en_US]x[/anki:tts] [ANKI:TTS lang=en]x",
    "handlers": "<details ontoggle=alert(1) open><summary>x <svg/onload=alert(1)> <b onclick=x>",
    "a tag of YAML's": "!!python/object/apply:os.system [x]",
    "an entity that is markup": "&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62;",
    "a comment": "<!-- --!><script>alert(1)</script> -->",
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_stays_text_in_anki(name: str, project: Project, anki: Collection) -> None:
    project.basics((TEXTS[name], TEXTS[name]))
    deck, found = project.load()
    assert [d for d in found if d.is_error] == []
    package = project.root / "deck.apkg"
    assert project.run("build", "cards", "-o", "deck.apkg")[0] == 0
    import_package(anki, package)
    (card,) = (anki.get_card(id_) for id_ in anki.find_cards(""))
    shown = card.question() + card.answer()
    assert card.question_av_tags() == card.answer_av_tags() == []
    for sign in ("script", "onerror", "javascript:", "onload", "ontoggle", "onclick", "[[type:"):
        assert sign not in _tags(shown)
    assert "{{" in shown or name != "template syntax"
    assert deck.notes


def _tags(html: str) -> str:
    """What stands in tags."""
    return " ".join(piece.partition(">")[0] for piece in html.lower().split("<")[1:])


@pytest.mark.browser
def test_a_picture_with_scripts_is_a_picture(project: Project, page: Page) -> None:
    project.write("cards/media/evil.svg", SVG)
    project.basics(("![a](media/evil.svg)", "b"))
    write_page(project.clean(), project.root / "page.html")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(f"{(project.root / 'page.html').as_uri()}#c1")
    page.wait_for_function("document.querySelector('#c1 img').complete")
    assert page.title() == "Test deck"
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []
