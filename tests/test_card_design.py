"""The cards as members see them: rendered by Anki, looked at in a browser."""

import re
import shutil
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
from playwright.sync_api import Page

from deckgen.kinds import builtin_kinds
from tests.axe import violations
from tests.gallery import Gallery, rendered

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent
HARD = Path(__file__).parent / "design" / "cards"
KINDS = [kind.name for kind in builtin_kinds()]
NIGHT = "card nightMode night_mode"
BEYOND_US = ("scrollable-region-focusable", "math")
"""A formula alone on its line in running text: Anki's MathJax makes the box that scrolls, and gives it no tab stop."""


@pytest.fixture(scope="module")
def hard(tmp_path_factory: pytest.TempPathFactory) -> Gallery:
    """Everything that is hard to show, and the example of every kind."""
    cards = tmp_path_factory.mktemp("cards") / "cards"
    shutil.copytree(HARD, cards)
    examples = "".join(indent(kind.example, "  ") for kind in builtin_kinds())
    (cards / "99-examples.yaml").write_text(f"category: Examples\ncards:\n{examples}", encoding="utf-8")
    return rendered(cards, tmp_path_factory.mktemp("hard"))


@pytest.fixture(scope="module")
def seminar(tmp_path_factory: pytest.TempPathFactory) -> Gallery:
    """The real deck."""
    return rendered(ROOT / "cards", tmp_path_factory.mktemp("seminar"))


def style(page: Page, selector: str, name: str) -> Any:
    """A computed style of the first element that a selector finds."""
    return page.eval_on_selector(selector, f"element => getComputedStyle(element)['{name}']")


@pytest.mark.parametrize("look", ["card", NIGHT], ids=["light", "night"])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_on_any_side(page: Page, hard: Gallery, kind: str, look: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(hard.page(kind, look))
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    found = [
        (rule["id"], *node["target"], node["failureSummary"])
        for rule in violations(page, only="color-contrast" if look == NIGHT else "")
        for node in rule["nodes"]
    ]
    assert [one for one in found if one[:2] != BEYOND_US] == []


@pytest.mark.parametrize("deck", ["hard", "seminar"])
def test_no_card_is_wider_than_the_page(page: Page, deck: str, request: pytest.FixtureRequest) -> None:
    gallery: Gallery = request.getfixturevalue(deck)
    page.goto(gallery.page())
    for width in (320, 1600):
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.eval_on_selector_all(
            "section", "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.dataset.side)"
        )
        assert wide == []
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_lines_stay_readable_on_a_wide_screen(page: Page, hard: Gallery) -> None:
    page.set_viewport_size({"width": 1600, "height": 900})
    page.goto(hard.page("question", name="question-full 1 back"))
    box, size = page.locator(".dg-answer").bounding_box(), style(page, ".card", "fontSize")
    assert box is not None
    assert 30 < box["width"] / float(size.removesuffix("px")) <= 42, "characters of a Korean line"
    assert box["x"] > 300, "centred"


@pytest.mark.parametrize("own", ["html { font-size: 32px }", ".card { font-size: 36px }"], ids=["root", "card"])
def test_a_members_own_font_size_moves_every_text(page: Page, hard: Gallery, own: str) -> None:
    measure = "all => all.filter(e => e.firstChild).map(e => parseFloat(getComputedStyle(e).fontSize))"
    page.goto(hard.page())
    before = page.eval_on_selector_all("article *", measure)
    page.goto(hard.page(extra=own))
    after = page.eval_on_selector_all("article *", measure)
    assert after == pytest.approx([size * 2 for size in before], rel=0.01)


def test_large_letters_leave_a_long_category_its_width(page: Page, hard: Gallery) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(hard.page("term", extra=".card { font-size: 36px }"))
    shares = "all => all.map(one => one.offsetWidth / one.parentElement.clientWidth)"
    assert min(page.eval_on_selector_all(".dg-chip", shares)) > 0.6


def test_a_kind_that_draws_no_icon_has_the_common_one(page: Page, hard: Gallery) -> None:
    page.goto(hard.page("term"))
    page.eval_on_selector_all("article", "all => all.forEach(one => { one.className = 'dg dg-other' })")
    mask = page.eval_on_selector(".dg-kind", "one => getComputedStyle(one, '::before').maskImage")
    assert mask.startswith('url("data:image/svg+xml')


@pytest.mark.parametrize(
    ("root", "body", "card"),
    [
        ("night-mode", "card nightMode", ""),
        ("", "card night_mode", ""),
        ("", "nightMode", "card"),
        ("night_mode", "", "card"),
    ],
    ids=["desktop", "old-ankidroid", "ankimobile", "root"],
)
def test_night_is_known_by_every_class_that_clients_set(
    page: Page, hard: Gallery, root: str, body: str, card: str
) -> None:
    page.goto(hard.page())
    light = style(page, "body", "backgroundColor")
    assert style(page, 'img[src$=".svg"]', "filter") == "none"
    page.evaluate(
        """([root, body, card]) => {
            document.documentElement.className = root; document.body.className = body;
            document.querySelector('main').className = card;
        }""",
        [root, body, card],
    )
    holder = "main" if card else "body"
    assert style(page, holder, "backgroundColor") == "rgb(25, 27, 31)" != light
    assert style(page, ".dg-term .dg-chip", "color") == "rgb(156, 192, 247)"
    assert style(page, 'img[src$=".svg"]', "filter") == "invert(1) hue-rotate(180deg)", "drawn for light"
    assert style(page, 'img[src$=".png"]', "filter") == "none", "a photo stays as it is"


@pytest.mark.parametrize("look", ["card", NIGHT], ids=["light", "night"])
def test_a_decks_own_style_comes_last(page: Page, hard: Gallery, look: str) -> None:
    own = ".dg, .nightMode .dg { --dg-accent: rgb(1, 2, 3); --dg-font: monospace }"
    page.goto(hard.page("mechanism", look, own))
    assert style(page, ".dg-chip", "color") == "rgb(1, 2, 3)"
    assert style(page, ".dg-chip", "fontFamily") == "monospace"


@pytest.mark.parametrize("look", ["card", NIGHT], ids=["light", "night"])
def test_what_is_asked_and_what_is_answered_is_not_muted(page: Page, hard: Gallery, look: str) -> None:
    page.goto(hard.page(look=look))
    main = ".dg-answer, .dg:not(.dg-back) :is(.dg-title, .dg-name, .dg-prompt, .dg-text, .dg-ask)"
    colors = page.eval_on_selector_all(main, "all => all.map(one => getComputedStyle(one).color)")
    assert set(colors) == {style(page, ".card", "color")}


def test_a_page_around_the_card_that_styles_elements_changes_nothing(page: Page, hard: Gallery) -> None:
    """As Bootstrap does, which is in the pages that Anki writes in Svelte."""
    host = """
        body { display: flex; flex-direction: column } hr { opacity: .25 } code { color: #d63384 }
        kbd { color: #f5f5f5; background-color: #212529 } h1, h2, h3, h4 { font-weight: 500; line-height: 1.2 }
        p { margin-bottom: 1rem } ul, ol { padding-left: 2rem; margin-bottom: 1rem } blockquote { margin: 0 0 1rem }
        pre { overflow: auto; font-size: .875em } mark { padding: .1875em; background-color: #fff3cd }
        a { color: #0d6efd }
    """
    looks = """all => all.map(one => ['color', 'backgroundColor', 'opacity', 'fontWeight', 'fontSize', 'width',
        'marginBottom', 'paddingLeft', 'lineHeight'].map(name => getComputedStyle(one)[name]))"""
    page.goto(hard.page())
    alone = page.eval_on_selector_all("article, article *", looks)
    page.goto(hard.page(extra=host))
    assert page.eval_on_selector_all("article, article *", looks) == alone


def test_a_hint_helps_without_giving_the_answer(page: Page, hard: Gallery) -> None:
    page.goto(hard.page("mechanism", name="mechanism-full 1 front"))
    assert not page.get_by_text("도서관에서").is_visible()
    page.locator(".dg-hint").get_by_text("비유", exact=True).click()  # in the deck's language, not by the field's name
    assert page.get_by_text("도서관에서").is_visible()


def test_steps_are_numbered_and_folded_away_when_long(page: Page, hard: Gallery) -> None:
    page.goto(hard.page("mechanism", name="mechanism-full 1 back"))
    mark = page.eval_on_selector(".dg-path li", "one => getComputedStyle(one, '::before').content")
    assert mark == "counter(step)"
    step = page.get_by_text("출력 행렬을 곱합니다.")
    assert not step.is_visible()
    page.locator(".dg-path").get_by_text("펼쳐 보기").click()
    assert step.is_visible()
    page.goto(hard.page("cloze", name="cloze-full 1 back"))
    assert page.get_by_text("0점(zero point)이다.").is_visible(), "what is short is not folded"


def test_a_follow_up_shows_the_question_that_it_follows(page: Page, hard: Gallery) -> None:
    page.goto(hard.page("question", name="question-full-1 1 front"))
    context, asked = page.locator(".dg-context"), page.locator(".dg-title")
    assert context.inner_text() == "코드가 있는 답은 휴대폰에서 어떻게 보이나요?"
    assert asked.inner_text() == "왜 하나를 더 묻나요?"
    assert style(page, ".dg-context", "fontSize") < style(page, ".dg-title", "fontSize")


def test_a_report_names_its_card(page: Page, hard: Gallery) -> None:
    page.goto(hard.page("basic", name="basic-full 1 back"))
    assert (
        page.get_by_role("link", name="오류 알리기").get_attribute("href")
        == "https://example.org/report?card=basic-full"
    )


def test_an_arabic_text_reads_from_the_right_under_english_labels(page: Page, hard: Gallery) -> None:
    page.goto(hard.page("basic", name="basic-full 1 back"))
    page.evaluate("document.querySelectorAll('.dg-chip, .dg-label').forEach(one => { one.textContent = 'Label' })")
    directions = page.evaluate(
        """() => [...document.querySelectorAll('.dg-title, .dg-answer, .dg-detail, .dg-sources')].map(one => {
            for (const node of [...one.childNodes]) if (!node.matches?.('.dg-label')) node.remove();
            one.append('ما هو القلب؟ (the heart)');
            return getComputedStyle(one).direction;
        })"""
    )
    assert set(directions) == {"rtl"}
    assert style(page, "article", "direction") == "ltr"


def test_korean_words_are_kept_whole_and_other_scripts_break_as_they_do(page: Page, hard: Gallery) -> None:
    page.goto(hard.page("basic", name="basic-full 1 front"))
    assert style(page, "article", "wordBreak") == "keep-all"
    page.evaluate("document.querySelector('article').lang = 'ja'")
    assert style(page, "article", "wordBreak") == "normal"


def test_styles_hold_nothing_that_old_web_views_do_not_know() -> None:
    young = re.compile(
        r":has\(|:is\(|:where\(|color-mix|oklch|@container|@layer|^\s*&|\bgap:|\binset|\bdvh\b", re.MULTILINE
    )
    for path in (ROOT / "deckgen" / "kinds").rglob("*.css"):
        assert young.findall(path.read_text(encoding="utf-8")) == [], path
