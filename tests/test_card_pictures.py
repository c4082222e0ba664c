"""The seminar's pictures: the words in them can be read, by day and by night."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[1]
PICTURES = sorted(ROOT.glob("cards/media/*.svg"))
READABLE = 4.5
"""The contrast that WCAG asks of small text."""
_COLOURS = """paper => [...document.querySelectorAll("text")].map(text => {
  const box = text.getBoundingClientRect();
  const below = document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2)
    .find(e => !["text", "tspan", "svg"].includes(e.tagName) && getComputedStyle(e).fill !== "none");
  return [text.textContent, getComputedStyle(text).fill, below ? getComputedStyle(below).fill : paper];
})"""
Colour = tuple[float, float, float]


def papers() -> tuple[str, str]:
    """The colour of the cards, by day and by night."""
    style = (ROOT / "deckgen" / "kinds" / "common" / "base.css").read_text("utf-8")
    day, night = re.findall(r"--dg-paper: (#\w+)", style)
    return day, night


def colour(written: str) -> Colour:
    """`#rrggbb` or `rgb(r, g, b)`, from 0 to 1."""
    found = re.findall(r"\d+", written) if "(" in written else [str(int(written[n : n + 2], 16)) for n in (1, 3, 5)]
    red, green, blue = (int(part) / 255 for part in found)
    return red, green, blue


def inverted(one: Colour) -> Colour:
    """What the cards' `invert(1) hue-rotate(180deg)` makes of a colour at night, by the matrix of CSS's filters."""
    red, green, blue = (1 - part for part in one)
    turned = (
        -0.574 * red + 1.430 * green + 0.144 * blue,
        0.426 * red + 0.430 * green + 0.144 * blue,
        0.426 * red + 1.430 * green - 0.856 * blue,
    )
    first, second, third = (min(1.0, max(0.0, part)) for part in turned)
    return first, second, third


def contrast(one: Colour, other: Colour) -> float:
    """WCAG's contrast ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(one: Iterable[float]) -> float:
    """WCAG's relative luminance."""
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in one)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("system", ["light", "dark"])
def test_every_word_in_a_picture_stands_out_by_day_and_by_night(page: Page, system: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=system)
    day, night = map(colour, papers())
    dim = []
    for path in PICTURES:
        page.goto(path.as_uri())
        for words, ink, below in page.evaluate(_COLOURS, "paper"):
            shown = colour(ink)
            on_day = day if below == "paper" else colour(below)
            on_night = night if below == "paper" else inverted(colour(below))
            ratio = min(contrast(shown, on_day), contrast(inverted(shown), on_night))
            if ratio < READABLE:
                dim.append((path.stem, words, round(ratio, 2)))
    assert len(PICTURES) > 20
    assert dim == []
