"""A page of many cards: what a reader does not see is not there yet, and nothing is out of reach."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from deckgen import write_page

from .conftest import Reader, search
from .decks import loaded, write_deck

pytestmark = pytest.mark.browser
MANY = 1_500


@pytest.fixture(scope="module")
def large_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A deck of many cards in one file, as a page."""
    folder = tmp_path_factory.mktemp("large")
    cards = "".join(f"  - {{front: Number {n}?, id: n{n}, back: 'It is {n} & <more>'}}\n" for n in range(MANY))
    path = folder / "large.html"
    write_page(loaded(write_deck(folder / "cards", f"category: All\ncards:\n{cards}")), path)
    return path


def test_only_what_is_near_the_window_is_in_the_document(reader: Reader, large_page: Path) -> None:
    page = reader.open(large_page)
    expect(page.get_by_text("1,500 entries")).to_be_visible()
    assert page.locator(".Entry").count() < MANY / 2
    page.get_by_role("button", name="Open all").click()
    page.wait_for_function(
        "id => { scrollTo(0, document.documentElement.scrollHeight); return document.getElementById(id); }",
        arg=f"n{MANY - 1}",
    )
    expect(page.locator(f"#n{MANY - 1} > details")).to_have_attribute("open", "")


def test_search_and_addresses_reach_what_is_not_there_yet(reader: Reader, large_page: Path) -> None:
    page = reader.open(large_page)
    assert search(page, "1499 & <MORE>") == ["Number 1499?"]
    search(page, "")
    page.evaluate("location.hash = '#n1200'")
    expect(page.locator("#n1200 > details")).to_have_attribute("open", "")
    expect(page.locator("#n1200")).to_be_in_viewport()
    page.reload()
    expect(page.locator("#n1200")).to_be_in_viewport()
    page.evaluate("location.hash = '#study/n1400/0'")
    expect(page.locator("#-Stage")).to_contain_text("Number 1400?")


def test_paper_has_every_card(reader: Reader, large_page: Path) -> None:
    page = reader.open(large_page)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".Entry details[open]").count() == MANY


def test_without_a_script_the_list_is_there_to_read(chromium: Browser, large_page: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(large_page.as_uri())
    assert page.locator(".Entry").count() == MANY
    page.locator("#n7 summary").click()
    expect(page.locator("#n7 .card")).to_contain_text("It is 7 & <more>")
    context.close()


def test_study_goes_in_the_decks_order_whatever_the_topics(reader: Reader, tmp_path: Path) -> None:
    cards = """
        cards:
          - {front: One?, id: one, back: '1', category: A, tags: [first]}
          - {front: Three?, id: three, back: '3', category: A}
          - {front: Two?, id: two, back: '2', category: B, tags: [first]}
    """
    write_page(loaded(write_deck(tmp_path / "cards", cards, "slices: [first]\n")), tmp_path / "page.html")
    page = reader.open(tmp_path / "page.html")
    expect(page.locator(".Title")).to_have_text(["One?", "Three?", "Two?"])
    page.get_by_role("button", name="Study").click()
    for title in ("One?", "Two?", "Three?"):
        expect(page.locator("#-Stage .dg-front")).to_have_text(title)
        page.keyboard.press("ArrowRight")
    page.get_by_role("checkbox", name="first 2").press("Space")
    expect(page.locator("#-Position")).to_have_text("1 of 2")
    page.get_by_role("checkbox", name="The rest 1").press("Space")
    expect(page.locator("#-Position")).to_have_text("1 of 3")
