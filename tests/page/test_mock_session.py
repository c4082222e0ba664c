"""The page's mock session: a question, a clock, its script, its follow-ups."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from deckgen import write_page

from .conftest import Reader
from .decks import loaded, write_deck

pytestmark = pytest.mark.browser

CARDS = """
    category: Talk
    cards:
      - {term: Rank, id: rank, definition: A width}
      - question: Why so few?
        id: few
        answer: Because few are enough.
        script: A whole minute about the few.
        speak: true
        followups:
          - front: How few?
            id: how-few
            back: Eight
            followups:
              - {front: And less?, id: less, back: Four}
          - {question: Who says so?, id: who, answer: Hu does.}
      - {question: Why at all?, id: all, answer: It is cheap.}
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two questions, one of them with follow-ups, as a page."""
    folder = tmp_path_factory.mktemp("mock")
    write_page(loaded(write_deck(folder / "cards", CARDS)), folder / "page.html")
    return folder / "page.html"


def front(page: Page) -> str:
    """What is asked now."""
    return page.locator("#-Stage .dg-front").inner_text()


def test_a_question_then_its_script_then_its_follow_ups_one_after_another(reader: Reader, small: Path) -> None:
    page = reader.open(small)
    page.get_by_role("button", name="Mock").click()
    while not front(page).startswith("Why so few?"):
        page.get_by_role("button", name="Next question").click()
    expect(page.locator("#-Stage")).to_contain_text("Say it aloud in 60 seconds.")
    expect(page.locator("#-Stage")).not_to_contain_text("A whole minute")
    page.keyboard.press("Space")
    expect(page.locator("#-Stage").get_by_text("A whole minute about the few.")).to_be_visible()
    asked = []
    for _ in range(3):
        page.keyboard.press("2")
        asked.append(front(page).splitlines()[-1])
        expect(page.locator("#-Position")).to_contain_text(f"follow-up {len(asked)} of 3")
        expect(page.locator("#-Stage .Hidden")).to_contain_text(f"follow-up {len(asked)} of 3")
        expect(page.locator("#-Stage")).to_be_focused()
    assert asked == ["How few?", "And less?", "Who says so?"]


def test_the_clock_counts_and_stops_at_the_answer(chromium: Browser, small: Path) -> None:
    page = chromium.new_page()  # whose time stands still for good
    page.clock.install(time=0)
    page.goto(small.as_uri())
    page.clock.pause_at(10_000)
    page.get_by_role("button", name="Mock").click()
    clock = page.get_by_role("timer", name="Time left")
    expect(clock).to_have_text("1:00")
    page.clock.run_for(31_000)
    expect(clock).to_have_text("0:29")
    page.clock.run_for(31_000)
    expect(page.locator("#-Say")).to_have_text("Time is up.")
    expect(clock).to_have_text("+0:02")
    page.locator("#-Stage").click()
    page.clock.run_for(5_000)
    expect(clock).to_have_text("+0:02")
    page.keyboard.press("ArrowRight")
    expect(clock).to_have_text("1:00")
    page.get_by_role("button", name="List").click()
    expect(clock).to_be_hidden()
    page.close()


def test_a_session_goes_on_after_a_reload_and_asks_what_the_filters_leave(reader: Reader, small: Path) -> None:
    page = reader.open(small)
    page.get_by_role("searchbox").fill("few")
    page.get_by_role("button", name="Mock").click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.reload()
    expect(page.locator("#-Position")).to_have_text("Question 1 of 1 · follow-up 1 of 3")
    expect(page.locator("#-Stage")).to_contain_text("Eight")
    for _ in range(3):
        page.keyboard.press("1")
    expect(page.get_by_role("heading", name="That was all of them.")).to_be_visible()
    page.get_by_role("button", name="From the start").click()
    expect(page.locator("#-Position")).to_have_text("Question 1 of 1")


def test_a_deck_without_questions_offers_no_session(reader: Reader, tmp_path: Path) -> None:
    folder = write_deck(tmp_path / "cards", "cards:\n  - {front: One?, id: one, back: '1'}\n")
    write_page(loaded(folder), tmp_path / "page.html")
    page = reader.open(tmp_path / "page.html", "mock")
    expect(page.get_by_role("button", name="List")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Mock")).to_have_count(0)
