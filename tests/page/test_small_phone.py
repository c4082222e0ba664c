"""The smallest phone: what is asked has the width and the height."""

from pathlib import Path

import pytest
from playwright.sync_api import ViewportSize, expect

from deckgen import write_page

from .conftest import Reader
from .decks import SEMINAR, loaded, write_deck

pytestmark = pytest.mark.browser
SMALL: ViewportSize = {"width": 320, "height": 640}
CARDS = """
    cards:
      - {question: Why?, id: why, answer: So., tags: [day]}
      - {front: How?, id: how, back: Thus.}
"""
_SEEN = """() => {
  const picture = document.querySelector("#-Stage .dg-front img").getBoundingClientRect();
  const floor = document.querySelector("#-Deal").getBoundingClientRect().top;
  return [picture.width, (Math.min(picture.bottom, floor) - picture.top) / picture.height];
}"""


def test_a_picture_that_asks_is_seen_without_a_stroke(reader: Reader, seminar_page: Path) -> None:
    asked = [note.id for note in loaded(SEMINAR).notes if note.kind == "basic" and "<img" in note.fields[0]]
    assert len(asked) > 5
    page = reader.page
    page.set_viewport_size(SMALL)
    reader.open(seminar_page, f"study/{asked[0]}/0")
    hidden = []
    for id_ in asked:
        page.evaluate(f"location.hash = 'study/{id_}/0'")
        expect(page.locator(f"#-Stage .nt:has-text('{id_}'), #-Stage .dg-front img").first).to_be_visible()
        page.evaluate("scrollTo(0, 0)")
        wide, seen = page.evaluate(_SEEN)
        if wide < 270 or seen < 0.75:
            hidden.append((id_, wide, seen))
    assert hidden == []


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_bar_is_one_line_while_cards_are_asked(reader: Reader, tmp_path: Path, language: str) -> None:
    config = f"language: {language}\nsheet: [{{title: A, tags: [day]}}]\n"
    write_page(loaded(write_deck(tmp_path / "cards", CARDS, config)), tmp_path / "page.html")
    page = reader.page
    page.set_viewport_size(SMALL)
    for view in ("study", "mock", "sheet"):
        page.goto("about:blank")
        reader.open(tmp_path / "page.html", view)
        buttons = page.locator("#-Bar button:visible").evaluate_all(
            "all => all.map(one => Math.round(one.getBoundingClientRect().top + one.offsetHeight / 2))"
        )
        assert len(buttons) > 4
        assert max(buttons) - min(buttons) <= 4, view
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        clipped = page.locator(".Modes button:visible").evaluate_all(
            "all => all.filter(one => one.scrollWidth > one.clientWidth).length"
        )
        assert clipped == 0
        expect(page.get_by_role("heading", level=1, name="Small")).to_have_count(1)


def test_a_search_stays_in_sight_and_each_button_on_one_line(reader: Reader, tmp_path: Path) -> None:
    write_page(loaded(write_deck(tmp_path / "cards", CARDS)), tmp_path / "page.html")
    page = reader.page
    page.set_viewport_size(SMALL)
    reader.open(tmp_path / "page.html")
    page.locator("#-Query").fill("how")
    page.locator("#-ToStudy").click()
    expect(page.locator("#-Query")).to_be_visible()
    for name in ("Again", "Turn", "Known"):
        assert page.get_by_role("button", name=name, exact=True).evaluate("one => one.offsetHeight") == 48
    page.locator("#-Query").fill("nothing has this")
    expect(page.locator("#-Stage").get_by_text("No card fits.")).to_be_visible()
