"""The sheet for the day: what a deck's tags name, on one side of paper."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from deckgen import write_page

from .conftest import Reader
from .decks import loaded, write_deck

SHEET = """sheet:
  - {title: Asked, tags: [day], fields: [question, answer]}
  - {title: Figures, tags: [figure, rule], fields: [detail, front]}
  - {title: Words, tags: [word]}
"""
CARDS = """
    category: Talk
    cards:
      - {question: Why so few?, id: few, answer: Because *few* are enough., script: Not on the sheet., tags: [day]}
      - {front: How many?, id: many, back: Eight, detail: "LONG", tags: [figure]}
      - {front: A rule?, id: rule, back: Nine, tags: [rule, figure]}
      - {cloze: "It is {{c1::$W$}} wide", id: wide, tags: [word]}
      - {term: Rank, id: rank, definition: A width, example: Not on the sheet., tags: [word]}
      - {front: Not on the sheet?, id: other, back: Not on the sheet.}
""".replace("LONG", "A long condition. " * 20)


def pages(page: Page, path: Path) -> list[str]:
    """Print what is shown; returns the words of each page."""
    page.pdf(path=path, prefer_css_page_size=True)
    command = ["pdftotext", "-layout", str(path), "-"]
    words = subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
    return words.removesuffix("\f").split("\f")


def small(folder: Path, sheet: str = SHEET) -> Path:
    """A deck with a sheet, as a page."""
    write_page(loaded(write_deck(folder / "cards", CARDS, sheet)), folder / "page.html")
    return folder / "page.html"


@pytest.mark.browser
def test_each_heading_has_the_fields_of_the_cards_with_its_tags(reader: Reader, tmp_path: Path) -> None:
    page = reader.open(small(tmp_path))
    page.get_by_role("button", name="Sheet").click()
    sheet = page.get_by_role("region", name="The sheet for the day")
    expect(sheet.get_by_role("heading", level=3)).to_have_text(["Asked", "Figures", "Words"])
    asked, many, rule, wide, rank = sheet.locator("section > ul > li").all_inner_texts()
    assert asked.splitlines() == ["Why so few?", "Because few are enough."]
    assert many.splitlines() == ["A long condition. " * 19 + "A long condition.", "How many?"]
    assert rule == "A rule?"
    assert re.sub(r"\s+", " ", wide) == "It is 𝑊 wide"
    assert rank.splitlines() == ["Rank", "A width"]
    assert sheet.locator("math").count() == 1
    expect(sheet).not_to_contain_text("Not on the sheet")


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext here (Debian: apt install poppler-utils)")
def test_the_seminars_sheet_is_one_side_of_paper(reader: Reader, seminar_page: Path, tmp_path: Path) -> None:
    page = reader.open(seminar_page, "sheet")
    page.set_viewport_size({"width": 360, "height": 800})
    [side] = pages(page, tmp_path / "sheet.pdf")
    for words in ("열다섯 질문", "숫자와 조건", "하지 않는 말", "65,536개", "3비트", "완벽하다"):
        assert words in side, words
    assert "인쇄" not in side
    assert page.locator("#-Sheet li:has(.Asked)").count() == 15 + 10 + 5
    expect(page.get_by_role("button", name="한 장")).to_be_visible()


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext here (Debian: apt install poppler-utils)")
def test_what_is_too_much_for_one_side_is_printed_whole(reader: Reader, tmp_path: Path) -> None:
    cards = "cards:\n" + "".join(
        f"  - {{front: Question {n}?, id: n{n}, back: 'Answer {n}. {'More words. ' * 30}', tags: [day]}}\n"
        for n in range(60)
    )
    sheet = "sheet:\n  - {title: All, tags: [day]}\n"
    write_page(loaded(write_deck(tmp_path / "cards", cards, sheet)), tmp_path / "page.html")
    sides = pages(reader.open(tmp_path / "page.html", "sheet"), tmp_path / "sheet.pdf")
    assert len(sides) > 1
    words = "\n".join(sides)
    assert all(f"Question {n}?" in words and f"Answer {n}." in words for n in range(60))


def test_a_tag_that_the_sheet_asks_for_and_no_card_has_is_reported(tmp_path: Path) -> None:
    sheet = "sheet:\n  - {title: A, tags: [day, dya], fields: [question]}\n"
    _, [found] = write_page(loaded(write_deck(tmp_path / "cards", CARDS, sheet)), tmp_path / "page.html")
    assert (found.rule, found.span.line, found.span.column) == ("sheet-empty", 4, 5)
    assert "'dya'" in found.message
