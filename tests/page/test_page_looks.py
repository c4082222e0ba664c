"""How the page looks and prints, who can read it, and what no deck can make of it."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from deckgen import write_page
from tests.axe import violations

from .conftest import Reader, search
from .decks import DESIGN, TORTURE, loaded, write_deck

pytestmark = pytest.mark.browser


# --- look, paper, access ----------------------------------------------------------------------------


def test_the_look_follows_the_system_until_it_is_chosen(reader: Reader, seminar_page: Path) -> None:
    page = reader.page
    page.emulate_media(color_scheme="dark")
    reader.open(seminar_page, "study/lora/0")
    card = page.locator("#-Stage .card")
    expect(card).to_have_class(re.compile("nightMode"))
    page.get_by_role("button", name="화면: 자동").click()
    expect(card).not_to_have_class(re.compile("nightMode"))
    page.reload()
    expect(page.get_by_role("button", name="화면: 밝게")).to_be_visible()
    expect(page.locator("html")).not_to_have_class(re.compile("nightMode"))
    page.get_by_role("button", name="화면: 밝게").click()
    page.emulate_media(color_scheme="light")
    expect(card).to_have_class(re.compile("nightMode"))


@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 320)])
def test_axe_finds_nothing_in_any_view(
    chromium: Browser, seminar_page: Path, scheme: Literal["light", "dark"], width: int
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"{seminar_page.as_uri()}#lora-update")
    assert search(page, "QLoRA")  # axe takes seconds for the whole list
    page.locator(".Entry:not([hidden]) summary").first.click()
    if width < 600:
        page.get_by_role("button", name="필터").click()
    found = violations(page)
    for view, part in (("mock", "#-Stage"), ("sheet", "#-Sheet")):  # the study is the mock session without its clock
        page.goto(f"{seminar_page.as_uri()}#{view}")
        expect(page.locator(part)).to_be_visible()
        page.keyboard.press("Space")
        found += violations(page, hidden="#-List")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [(rule["id"], [node["target"] for node in rule["nodes"]][:5]) for rule in found] == []
    context.close()


def test_nothing_is_wider_than_the_smallest_phone(reader: Reader, seminar_page: Path) -> None:
    page, width = reader.page, 320
    page.set_viewport_size({"width": width, "height": 800})
    reader.open(seminar_page)
    page.get_by_role("button", name="모두 펼치기").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(f"{seminar_page.as_uri()}#study/lora-update/0")
    expect(page.locator("#-Stage")).to_be_visible()
    page.keyboard.press("Space")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


_PARTED = r"""() => {
  const parted = [], walk = document.createTreeWalker(document.getElementById("-List"), NodeFilter.SHOW_TEXT);
  const rects = (node, from, to) => {
    const range = document.createRange();
    range.setStart(node, from); range.setEnd(node, to);
    return [...range.getClientRects()];
  };
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (!node.parentElement.closest(".nt")) continue;
    for (const found of node.data.matchAll(/\d(?:\.\d+)?e-\d+|[)\]%][가-힣]/g)) {
      if (rects(node, found.index, found.index + found[0].length).length > 1) parted.push(found[0]);
    }
    const before = node.previousSibling, inner = before?.querySelector?.(":scope > math:last-child");
    const math = before?.matches?.("math") ? before : inner;
    if (!math || !/^[가-힣]/.test(node.data)) continue;
    const [letter] = rects(node, 0, 1), formula = math.getBoundingClientRect();
    if (formula.width > 100) continue; // a long one has to wrap
    if (letter && formula.height && letter.top >= formula.bottom) parted.push(math.textContent + node.data.slice(0, 5));
  }
  return parted;
}"""


def test_no_line_parts_a_formula_or_a_bracket_from_its_particle_or_a_number_from_its_exponent(
    reader: Reader, seminar_page: Path
) -> None:
    page = reader.open(seminar_page)
    page.get_by_role("button", name="모두 펼치기").click()
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(_PARTED) == [], width


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext here (Debian: apt install poppler-utils)")
def test_paper_is_a_hand_out_by_topic_with_every_answer(reader: Reader, tmp_path: Path) -> None:
    cards = """
cards:
  - {front: a?, id: a, back: The answer, category: Basics}
  - {cloze: "A model of {{c1::7B}} takes {{c2::14 GB}}", id: b, category: LoRA & DoRA}
"""
    write_page(loaded(write_deck(tmp_path / "cards", cards)), tmp_path / "page.html")
    reader.page.emulate_media(color_scheme="dark")
    page = reader.open(tmp_path / "page.html", "study")  # even from here
    expect(page.locator("html")).to_have_class(re.compile("nightMode"))
    pdf = tmp_path / "hand-out.pdf"
    page.pdf(path=pdf, prefer_css_page_size=True)
    words = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True, encoding="utf-8")
    for topic in ("Basics", "LoRA & DoRA"):
        assert re.search(rf"^\f?\s*{topic}\s*$", words.stdout, re.MULTILINE), topic
    assert "The answer" in words.stdout
    assert "A model of 7B takes 14 GB" in words.stdout
    assert "Open all" not in words.stdout
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("getComputedStyle(document.querySelector('.Entry .card')).color") == "rgb(34, 38, 44)"
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator("html")).to_have_class(re.compile("nightMode"))


def test_paper_which_cannot_scroll_cuts_off_no_table_and_no_code(reader: Reader, tmp_path: Path) -> None:
    write_page(loaded(DESIGN), tmp_path / "page.html")
    reader.page.set_viewport_size({"width": 695, "height": 1000})  # what A4 has between its margins
    reader.page.emulate_media(media="print")
    page = reader.open(tmp_path / "page.html")
    expect(page.locator(".Notes .code").first).to_be_attached()
    wide = "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.textContent)"
    assert page.eval_on_selector_all(".Notes .scroll, .Notes .code", wide) == []


_STYLES = """card => [...card.querySelectorAll('*')].filter(e => !e.closest('math')).map(e => {
  const of = (style) => ['display', 'boxSizing', 'color', 'backgroundColor', 'fontFamily', 'fontSize', 'fontWeight',
    'lineHeight', 'letterSpacing', 'textAlign', 'wordBreak', 'listStyleType', 'marginTop', 'marginBottom', 'paddingTop',
    'paddingLeft', 'borderTopWidth', 'borderBottomWidth', 'content'].map(name => style[name]);
  return [e.tagName, of(getComputedStyle(e)), of(getComputedStyle(e, '::before'))];
})"""

_GO = """hash => new Promise(done => {
  addEventListener('hashchange', done, { once: true });
  location.hash = hash;
})"""


def test_a_card_looks_as_it_does_where_it_is_a_page_of_its_own(
    chromium: Browser, reader: Reader, tmp_path: Path
) -> None:
    deck = loaded(DESIGN)
    write_page(deck, tmp_path / "design.html")
    alone = chromium.new_page()
    reader.page.emulate_media(color_scheme="dark")
    page = reader.open(tmp_path / "design.html")
    for note in deck.notes:
        css = deck.note_type(note.kind).css
        page.evaluate(_GO, f"study/{note.id}/{note.cards[0]}")
        for side in ("front", "back"):
            expect(page.locator("#-Stage")).to_have_attribute("data-side", side)
            card = page.locator("#-Stage .card")
            body = f'<body class="card card1 nightMode">{card.inner_html()}</body>'
            alone.set_content(f"<!doctype html><html><head><style>{css}</style></head>{body}</html>")
            assert card.evaluate(_STYLES) == alone.locator("body").evaluate(_STYLES), (note.id, side)
            page.keyboard.press("Space")
    alone.close()


# --- whatever a deck holds --------------------------------------------------------------------------


def test_what_a_deck_may_hold_is_shown_and_a_sound_can_be_played(reader: Reader, tmp_path: Path) -> None:
    _, diagnostics = write_page(loaded(TORTURE), tmp_path / "torture.html")
    assert [(d.rule, d.span.line) for d in diagnostics] == [("page-formula", 8)]
    page = reader.open(tmp_path / "torture.html", "link")
    sound = page.locator("#link audio")
    assert sound.evaluate(
        "audio => new Promise(done => { audio.oncanplaythrough = () => done(audio.duration > 0); audio.load(); })"
    )
    page.goto(f"{(tmp_path / 'torture.html').as_uri()}#study/nested/0")
    expect(page.locator("#-Stage .cloze")).to_have_text("[겉힌트]")
    page.keyboard.press("Space")
    expect(page.locator("#-Stage .cloze")).to_have_text("바깥 안쪽 끝")
