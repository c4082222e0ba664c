"""The kept figures as a picture: time and memory against notes, every tool side by side. Light and dark, no script."""

from __future__ import annotations

import html
import math
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from tests.bench.figures import Figure, Figures

TOOLS = ("deckgen", "genanki", "safe_load", "anki")
_STYLE = Path(__file__).with_name("plot.css")
_WIDTH, _HEIGHT, _TOP, _FLOOR = 760, 372, 52, 274
_LEFTS, _PANEL = (56, 436), 300
_STEPS = (1, 2, 5)


class _Axis(NamedTuple):
    """A scale on which each tenfold is as long as the next."""

    least: float
    most: float
    start: float
    end: float

    def at(self, value: float) -> float:
        part = math.log(value / self.least) / math.log(self.most / self.least)
        return self.start + (self.end - self.start) * part


def plot(figures: Figures, words: Mapping[str, str]) -> str:
    """The picture as SVG.

    Args:
        figures: What was measured.
        words: Of one language.
    """
    return "\n".join(_elements(figures, words)) + "\n"


def _elements(figures: Figures, words: Mapping[str, str]) -> Iterator[str]:
    title = html.escape(words["title"])
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" '
        f'role="img" aria-label="{title}">'
    )
    yield f"<title>{title}</title>"
    yield f"<style>{_STYLE.read_text(encoding='utf-8')}</style>"
    yield f'<rect class="paper" width="{_WIDTH}" height="{_HEIGHT}"/>'
    measures: tuple[tuple[str, Callable[[Figure], float]], ...] = (
        ("time", lambda figure: figure.processor),
        ("memory", lambda figure: figure.megabytes),
    )
    for left, (name, value) in zip(_LEFTS, measures, strict=True):
        yield _text(left, _TOP - 24, words[name], "head")
        yield from _panel(left, figures, value, words["notes"])
    for n, tool in enumerate(TOOLS):
        x, y = _LEFTS[n % 2], _FLOOR + 62 + 22 * (n // 2)
        yield f'<path class="{tool}" d="M{x} {y - 4}h34"/>'
        yield _text(x + 44, y, words[tool])
    yield "</svg>"


def _panel(left: float, figures: Figures, value: Callable[[Figure], float], notes: str) -> Iterator[str]:
    sizes = sorted({row.notes for row in figures.rows})
    values = [value(row) for row in figures.rows]
    marks = _marks(min(values), max(values))
    across = _Axis(sizes[0], sizes[-1], left, left + _PANEL)
    up = _Axis(marks[0], marks[-1], _FLOOR, _TOP)
    for mark in marks:
        y = up.at(mark)
        yield f'<path class="grid" d="M{left} {y:.1f}h{_PANEL}"/>'
        yield _text(left - 8, y + 4, f"{mark:g}", "tick", "end")
    for size in sizes:
        anchor = "end" if size == sizes[-1] else "middle"
        yield _text(across.at(size), _FLOOR + 18, f"{size:,}", "tick", anchor)
    yield _text(left + _PANEL / 2, _FLOOR + 34, notes, "tick", "middle")
    for tool in reversed(TOOLS):  # deckgen last, above the others
        points = [(across.at(row.notes), up.at(value(row))) for row in figures.of(tool)]
        yield f'<path class="{tool}" d="M{" L".join(f"{x:.1f} {y:.1f}" for x, y in points)}"/>'
        yield from (f'<circle class="{tool}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>' for x, y in points)


def _marks(least: float, most: float) -> Sequence[float]:
    """Round values, 1, 2 or 5 times a power of ten, from below the least to above the most."""
    first, last = math.floor(math.log10(least)), math.floor(math.log10(most)) + 1
    marks = [step * 10.0**power for power in range(first, last + 1) for step in _STEPS]
    low = max((mark for mark in marks if mark <= least), default=marks[0])
    high = min((mark for mark in marks if mark > most), default=marks[-1])
    return [mark for mark in marks if low <= mark <= high]


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text{named} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{html.escape(text)}</text>'
