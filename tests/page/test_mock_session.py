"""The page's mock session: a question, a clock, its script, its follow-ups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from deckgen import write_page
from tests.axe import violations

from .decks import loaded, write_deck

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from .conftest import Reader

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
      - {question: Why at all?, id: all, answer: It is cheap., script: A minute about money.}
      - {question: What for?, id: what, answer: For a talk.}
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Three questions, one of them with follow-ups, as a page."""
    write_page(loaded(write_deck(tmp_path / "cards", CARDS)), tmp_path / "page.html")
    return tmp_path / "page.html"


def begin(page: Page, order: str) -> None:
    """Begin a session."""
    page.get_by_role("button", name="Mock").click()
    page.get_by_role("button", name=order).click()


def front(page: Page) -> str:
    """What is asked now."""
    return page.locator("#-Stage .dg-front").inner_text()


def told(page: Page, words: str) -> None:
    """Expect a screen reader to have been told something."""
    expect(page.locator("#-Say")).to_have_text(words)


def test_a_question_then_its_script_then_its_follow_ups_one_after_another(reader: Reader, small: Path) -> None:
    page = reader.open(small)
    begin(page, "At random")
    while not front(page).startswith("Why so few?"):
        page.keyboard.press("n")
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


def test_a_script_that_no_card_asks_for_is_shown_all_the_same(reader: Reader, small: Path) -> None:
    page = reader.open(small)
    begin(page, "At random")
    while not front(page).startswith("Why at all?"):
        page.keyboard.press("n")
    page.keyboard.press("Enter")
    expect(page.locator("#-Stage").get_by_text("It is cheap.")).to_be_visible()
    expect(page.locator("#-Stage").get_by_text("A minute about money.")).to_be_visible()


def test_the_clock_tells_the_time_and_stops_at_the_answer(reader: Reader, small: Path) -> None:
    page = reader.page
    page.clock.install()
    reader.open(small)
    begin(page, "At random")
    clock = page.get_by_role("timer", name="Time left")
    expect(clock).to_have_text("1:00")
    page.clock.run_for(31_000)
    expect(clock).to_have_text("0:29")
    told(page, "30 seconds left")
    page.keyboard.press("p")
    page.clock.run_for(60_000)
    expect(clock).to_have_text("0:29")
    page.get_by_role("button", name="Go on").click()
    page.clock.run_for(20_000)
    told(page, "10 seconds left")
    page.clock.run_for(11_000)
    told(page, "Time is up.")
    expect(clock).to_have_text("+0:02")
    page.locator("#-Stage").click()
    page.clock.run_for(5_000)
    expect(clock).to_have_text("+0:02")
    page.keyboard.press("n")
    expect(clock).to_have_text("1:00")
    page.get_by_role("button", name="List").click()
    page.clock.run_for(61_000)
    told(page, "Time is up.")
    expect(clock).to_be_hidden()


def test_the_weakest_come_first_by_marks_that_outlive_the_page(reader: Reader, small: Path) -> None:
    page = reader.open(small)
    page.evaluate("location.hash = '#study/what/0'")
    expect(page.locator("#-Stage")).to_contain_text("What for?")  # the browser follows an address in its own time
    page.keyboard.press("1")
    page.evaluate("location.hash = '#study/all/0'")
    expect(page.locator("#-Stage")).to_contain_text("Why at all?")
    page.keyboard.press("2")
    reader.open("about:blank")
    reader.open(small, "mock")
    page.get_by_role("button", name="Weakest first").click()
    asked = []
    for _ in range(3):
        asked.append(front(page).splitlines()[0])
        page.keyboard.press("n")
    assert asked == ["What for?", "Why so few?", "Why at all?"]
    expect(page.locator("#-Position")).to_have_text("Question 3 of 3")
    page.keyboard.press("1")
    expect(page.get_by_role("heading", name="That was all of them.")).to_be_visible()
    expect(page.get_by_text("Again 2")).to_be_visible()
    page.get_by_role("button", name="Weakest first").click()
    assert front(page) in {"What for?", "Why at all?"}


def test_a_session_goes_on_after_a_reload_and_asks_what_the_filters_leave(reader: Reader, small: Path) -> None:
    page = reader.open(small)
    page.get_by_role("searchbox").fill("few")
    begin(page, "At random")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.reload()
    expect(page.locator("#-Position")).to_have_text("Question 1 of 1 · follow-up 1 of 3")
    expect(page.locator("#-Stage")).to_contain_text("Eight")
    page.get_by_role("searchbox").fill("nothing like it")
    expect(page.get_by_role("heading", name="No card fits.")).to_be_visible()


def test_a_deck_without_questions_offers_no_session(reader: Reader, tmp_path: Path) -> None:
    folder = write_deck(tmp_path / "cards", "cards:\n  - {front: One?, id: one, back: '1'}\n")
    write_page(loaded(folder), tmp_path / "page.html")
    page = reader.open(tmp_path / "page.html", "mock")
    expect(page.get_by_role("button", name="List")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Mock")).to_have_count(0)


def test_axe_finds_nothing_in_a_session_on_a_narrow_phone(chromium: Browser, seminar_page: Path) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 640}, color_scheme="dark", reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{seminar_page.as_uri()}#mock")
    expect(page.get_by_text("질문 21개 · 꼬리 질문")).to_be_visible()
    found = violations(page, hidden="#-List")
    page.get_by_role("button", name="무작위로").click()
    for _ in range(2):
        found += violations(page, hidden="#-List")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.keyboard.press("Space")
    assert [(rule["id"], [node["target"] for node in rule["nodes"]][:5]) for rule in found] == []
    context.close()


def test_a_session_needs_no_storage(chromium: Browser, small: Path) -> None:
    context = chromium.new_context()
    context.add_init_script(
        "for (const area of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, area, { get() { throw new DOMException('denied', 'SecurityError'); } });"
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{small.as_uri()}#mock")
    page.get_by_role("button", name="Weakest first").click()
    page.keyboard.press("1")
    expect(page.locator("#-Position")).to_contain_text("Question")
    assert errors == []
    context.close()
