"""The guide on a site is read, not its Markdown."""

import pytest

from deckgen.html.text import plain_text
from deckgen.messages.texts import read_texts
from deckgen.web.site import pages


@pytest.mark.parametrize("language", ["en", "ko"])
def test_no_markdown_is_left_in_the_guide(language: str) -> None:
    texts = read_texts(pages._HERE / "texts", language)
    shown = plain_text(pages.guide(texts, "a.apkg"))
    assert "*" not in shown
    assert "`" not in shown
