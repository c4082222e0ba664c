"""A picture that a stranger sent is a picture and nothing else, in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deckgen import write_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.compiler.project import Project

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="parent.document.title = \'taken\'">'
    "<script>parent.document.title = 'taken'; fetch('https://evil.example/svg')</script>"
    '<image href="https://evil.example/image" width="9" height="9"/></svg>'
)


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
