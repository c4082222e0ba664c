"""The page, used as a reader uses it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from deckgen import write_page

from .conftest import Reader, search, titles
from .decks import loaded, write_deck

pytestmark = pytest.mark.browser


# --- the list ---------------------------------------------------------------------------------------


def test_search_finds_korean_and_english_however_they_are_typed(reader: Reader, seminar_page: Path) -> None:
    page = reader.open(seminar_page)
    everything = titles(page)
    assert search(page, "grpo")[0] == "GRPO"
    assert search(page, "GRPO") == search(page, "grpo") != everything
    assert search(page, "파라 미터") == search(page, "파라미터")
    assert search(page, "\u1111\u1161\u1105\u1161\u1106\u1175\u1110\u1165") == search(page, "파라미터")  # NFD, as macOS
    assert "양자화" in search(page, "ㅇㅈㅎ")
    assert "양자화" in search(page, "양잫"), "a syllable that is still being typed"
    assert "GRPO는 크리틱(Critic) 모델 없이 어떻게 학습하나요?" in search(page, "크리틱 grpo 학습")
    assert search(page, "([{.*") == []
    expect(page.get_by_text("찾는 카드가 없습니다.")).to_be_visible()
    assert search(page, "") == everything


def test_filters_by_topic_and_kind_count_what_they_leave(reader: Reader, seminar_page: Path) -> None:
    page = reader.open(seminar_page)
    page.set_viewport_size({"width": 1200, "height": 800})
    everything = len(titles(page))
    page.get_by_role("checkbox", name=re.compile("^예상 질문")).check()
    assert 0 < len(titles(page)) < everything
    page.get_by_role("checkbox", name=re.compile("^DeepSeek와 GRPO")).check()
    shown = titles(page)
    expect(page.get_by_role("status").filter(has_text="찾음")).to_have_text(f"{len(shown)}개 찾음")
    expect(page.get_by_role("heading", level=2)).to_have_text(["DeepSeek와 GRPO"])
    page.get_by_role("button", name="필터 풀기").click()
    expect(page.get_by_role("heading", level=2)).to_have_count(5)


def test_an_entry_opens_by_keyboard_and_shows_its_sources_as_links(reader: Reader, seminar_page: Path) -> None:
    page = reader.open(seminar_page, "s2")
    entry = page.locator("#s2")
    expect(entry.locator("summary").first).to_be_focused()
    link = entry.get_by_role("link", name=re.compile("arXiv")).first
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(link).to_have_attribute("href", re.compile("^https://arxiv.org/abs/"))
    assert entry.locator("math").count() > 0
    expect(entry.get_by_role("img").first).to_have_js_property("complete", value=True)
    assert entry.locator("img").first.evaluate("image => image.naturalWidth") > 0
    page.keyboard.press("Enter")
    expect(link).to_be_hidden()


def test_a_link_to_a_card_comes_through_filters(reader: Reader, seminar_page: Path) -> None:
    page = reader.open(seminar_page)
    search(page, "양자화")
    page.evaluate("location.hash = '#q05'")
    expect(page.locator("#q05 > details")).to_have_attribute("open", "")
    expect(page.locator("#q05")).to_be_in_viewport()


def test_the_first_key_skips_to_the_cards(reader: Reader, seminar_page: Path) -> None:
    page = reader.open(seminar_page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="본문으로 건너뛰기")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()


# --- study ------------------------------------------------------------------------------------------


def test_study_by_keyboard_and_marks_that_outlive_a_reload(reader: Reader, seminar_page: Path) -> None:
    page = reader.open(seminar_page)
    first, second = titles(page)[:2]
    page.get_by_role("button", name="공부").click()
    stage = page.locator("#-Stage")
    expect(stage).to_contain_text(first)
    expect(stage.locator("hr")).to_have_count(0)
    page.keyboard.press("Space")
    expect(stage.locator("hr")).to_have_count(1)
    page.keyboard.press("1")
    expect(stage).to_contain_text(second)
    page.keyboard.press("2")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#-Good")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Space")

    page.reload()
    expect(stage.locator("hr")).to_have_count(1)
    expect(stage).to_contain_text(second)
    page.get_by_role("button", name="목록").click()
    expect(page.locator(".Entry[data-mark=again] .Title")).to_have_text([first])
    expect(page.locator(".Entry[data-mark=good] .Title")).to_have_text([second])
    page.get_by_role("button", name="공부").click()
    expect(page.locator("#-Position")).to_contain_text("3번째")  # where the reader left off
    page.get_by_role("button", name="목록").click()

    page.set_viewport_size({"width": 1200, "height": 800})
    page.get_by_role("checkbox", name="다시").check()
    assert titles(page) == [first]
    page.get_by_role("button", name="공부").click()
    expect(page.locator("#-Position")).to_have_text("1장 중 1번째")
    page.keyboard.press("2")
    expect(page.get_by_role("heading", name="한 바퀴 다 돌았습니다.")).to_be_visible()


def test_every_card_can_be_studied_and_its_reverse_comes_last(reader: Reader, tmp_path: Path) -> None:
    cards = """
        category: Cities
        cards:
          - front: Seoul
            id: seoul
            back: Korea
            reverse: true
          - front: Paris
            id: paris
            back: France
    """
    write_page(loaded(write_deck(tmp_path / "cards", cards)), tmp_path / "small.html")
    page = reader.open(tmp_path / "small.html", "study")
    fronts = []
    for _ in range(3):
        fronts.append(page.locator("#-Stage .dg-front").inner_text())
        page.keyboard.press("ArrowRight")
    assert fronts == ["Seoul", "Paris", "Korea"]
    expect(page.get_by_role("heading", name="That was all of them.")).to_be_visible()


def test_keys_stay_with_the_field_and_the_button_that_have_the_focus(reader: Reader, seminar_page: Path) -> None:
    page = reader.open(seminar_page, "study/lora/0")
    stage = page.locator("#-Stage")
    page.get_by_role("searchbox").press_sequentially("1 2")
    assert page.evaluate("Object.keys(localStorage)") == []
    expect(page.get_by_role("searchbox")).to_have_value("1 2")
    page.get_by_role("searchbox").fill("lora")
    page.get_by_role("button", name="뒤집기").press("Space")
    expect(stage.locator("hr")).to_have_count(1)


def test_a_finger_strokes_and_taps(phone: Page, seminar_page: Path) -> None:
    phone.goto(f"{seminar_page.as_uri()}#study")
    stage, position = phone.locator("#-Stage"), phone.locator("#-Position")
    expect(position).to_contain_text("1번째")

    def stroke(start: int, end: int) -> None:
        points = phone.evaluate(
            "() => { const b = document.querySelector('#-Stage').getBoundingClientRect(); return b.y + 60; }"
        )
        client = phone.context.new_cdp_session(phone)
        for kind, x in (("touchStart", start), ("touchMove", end), ("touchEnd", None)):
            touches = [] if x is None else [{"x": x, "y": points}]
            client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    stroke(280, 80)
    expect(position).to_contain_text("2번째")
    stroke(80, 280)
    expect(position).to_contain_text("1번째")
    stage.locator(".dg-front").tap()
    expect(stage.locator("hr")).to_have_count(1)
