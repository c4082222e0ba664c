"""A plan as a picture: minutes day by day above, what is known below. One SVG file, light and dark, no script."""

from __future__ import annotations

import html
import math
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from deckgen.messages.texts import read_texts
from deckgen.plan.report import TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from deckgen.messages.texts import Texts
    from deckgen.model import DeckConfig
    from deckgen.plan.model import Plan

_STYLE = Path(__file__).with_name("plot.css")
_WIDTH, _HEIGHT, _LEFT, _RIGHT = 760, 470, 56, 744
_DATES = 8
"""At most so many dates on the axis."""
_STEPS = (1, 2, 5, 10)
_LINES = 5
"""At most so many lines above a panel's floor."""


class _Panel(NamedTuple):
    top: int
    floor: int
    most: float
    """The value at its top."""

    def y(self, value: float) -> float:
        return self.floor - (self.floor - self.top) * value / self.most


def plot(plan: Plan, config: DeckConfig, language: str) -> str:
    """The picture as SVG.

    Args:
        plan: The plan.
        config: The deck's.
        language: Of its words.
    """
    return "\n".join(_Plot(plan, read_texts(TEXTS, language), config).elements()) + "\n"


def mark(config: DeckConfig) -> str:
    """What a deck's plot holds and no other deck's."""
    return f'data-deck="{html.escape(config.id)}"'


class _Plot:
    def __init__(self, plan: Plan, texts: Texts, config: DeckConfig) -> None:
        self._plan, self._texts = plan, texts
        self._title = texts.say("plot_title", name=config.name, until=plan.goal.until)
        self._mark = mark(config)
        self._band = (_RIGHT - _LEFT) / len(plan.days)

    def elements(self) -> Iterator[str]:
        title = html.escape(self._title)
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" '
            f'height="{_HEIGHT}" role="img" aria-label="{title}" {self._mark}>'
        )
        yield f"<title>{title}</title>"
        yield f"<style>{_STYLE.read_text(encoding='utf-8')}</style>"
        yield f'<rect class="paper" width="{_WIDTH}" height="{_HEIGHT}"/>'
        yield _text(16, 28, self._title, "title")
        longest = max(day.minutes for day in self._plan.days)
        step = _step(longest)
        minutes = _Panel(84, 240, max(step, math.ceil(longest / step) * step))
        yield from self._frame(minutes, step, self._texts["plot_minutes"])
        yield from self._legend(minutes, ("new", self._texts["plot_new"]), ("reviews", self._texts["plot_reviews"]))
        yield from self._bars(minutes)
        known = _Panel(316, 436, 100)
        yield from self._frame(known, 25, self._texts["plot_known"])
        series = [("all", self._texts["plot_all"])]
        if self._plan.questions:
            series.append(("asked", self._texts["plot_questions"]))
        yield from self._legend(known, *series)
        yield self._curve(known, "all", [day.known / self._plan.cards for day in self._plan.days])
        if self._plan.questions:
            asked = len(self._plan.questions)
            yield self._curve(known, "asked", [day.questions_known / asked for day in self._plan.days])
        yield "</svg>"

    def _frame(self, panel: _Panel, step: float, name: str) -> Iterator[str]:
        yield _text(_LEFT, panel.top - 22, name, "head")
        for n in range(round(panel.most / step) + 1):
            y = panel.y(n * step)
            yield f'<line class="grid" x1="{_LEFT}" y1="{y:.1f}" x2="{_RIGHT}" y2="{y:.1f}"/>'
            yield _text(_LEFT - 8, y + 4, f"{n * step:g}", "tick", "end")
        every = math.ceil(len(self._plan.days) / _DATES)
        for n in range(0, len(self._plan.days), every):
            yield _text(self._middle(n), panel.floor + 18, f"{self._plan.days[n].date:%m-%d}", "tick", "middle")

    def _legend(self, panel: _Panel, *series: tuple[str, str]) -> Iterator[str]:
        x = _RIGHT - 140 * len(series)
        for name, label in series:
            y = panel.top - 26
            if name in {"all", "asked"}:
                yield f'<path class="{name}" d="M{x} {y}h24"/>'
            else:
                yield f'<rect class="{name}" x="{x}" y="{y - 6}" width="24" height="12"/>'
            yield _text(x + 32, y + 4, label)
            x += 140

    def _bars(self, panel: _Panel) -> Iterator[str]:
        width = self._band * 0.72
        for n, day in enumerate(self._plan.days):
            x, floor = self._middle(n) - width / 2, 0.0
            for name, value in (("new", day.new_minutes), ("reviews", day.review_minutes)):
                if value:
                    top, bottom = panel.y(floor + value), panel.y(floor)
                    yield (
                        f'<rect class="{name}" x="{x:.1f}" y="{top:.1f}" width="{width:.1f}" '
                        f'height="{bottom - top:.1f}"><title>{day.date}: {value:.0f}</title></rect>'
                    )
                floor += value

    def _curve(self, panel: _Panel, name: str, parts: Sequence[float]) -> str:
        points = " ".join(f"{self._middle(n):.1f},{panel.y(100 * part):.1f}" for n, part in enumerate(parts))
        return f'<polyline class="{name}" points="{points}"/>'

    def _middle(self, day: int) -> float:
        return _LEFT + self._band * (day + 0.5)


def _step(most: float) -> float:
    """A round distance between lines: 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(max(most, 1) / _LINES))
    return next(step * power for step in _STEPS if step * power * _LINES >= most)


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text{named} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{html.escape(text)}</text>'
