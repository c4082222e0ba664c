"""A plan for people: sections of tables and lines, which a terminal, or another place, lays out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from deckgen.messages.texts import read_texts
from deckgen.plan.advice import MOST_REVIEWS, kept_slices, leave_out_search

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from deckgen.model import DeckConfig
    from deckgen.plan.model import Day, Plan

TEXTS = Path(__file__).parent / "texts"
_EACH, _HEAD, _WEEK, _WEEKS, _MONTH = 14, 7, 7, 16, 28
_MOST = 20
"""Rows of questions, and of tags."""


@dataclass(frozen=True, slots=True)
class Section:
    """A piece of the report."""

    table: tuple[tuple[str, ...], ...] = ()
    """Rows of cells, the heading's first."""
    lines: tuple[str, ...] = ()
    """What stands below the table."""
    title: str = ""
    search: str = ""
    """Last, what a reader copies whole."""


def report(plan: Plan, config: DeckConfig, language: str) -> tuple[Section, ...]:
    """A whole plan in a language."""
    writer = _Writer(plan, config, language)
    found = (writer.opening(), writer.days(), writer.questions(), writer.fit(), writer.settings(), writer.assumed())
    return tuple(section for section in found if section.table or section.lines)


def grouped(days: Sequence[Day]) -> tuple[tuple[Day, ...], ...]:
    """Days as rows: each one up to two weeks; else those of the first week, then by weeks, or by four weeks."""
    if len(days) <= _EACH:
        return tuple((day,) for day in days)
    size = _WEEK if len(days) <= _HEAD + _WEEKS * _WEEK else _MONTH
    weeks = [tuple(days[n : n + size]) for n in range(_HEAD, len(days), size)]
    return (*((day,) for day in days[:_HEAD]), *weeks)


class _Writer:
    def __init__(self, plan: Plan, config: DeckConfig, language: str) -> None:
        self._plan, self._config = plan, config
        self._texts = read_texts(TEXTS, language)
        self._weekdays = self._texts["weekdays"].split()

    def opening(self) -> Section:
        goal = self._plan.goal
        title = self._say("plan", name=self._config.name, start=self._date(goal.start), until=self._date(goal.until))
        return Section(
            title=title, lines=(self._say("pace", new=self._plan.new, days=sum(d.study for d in self._plan.days)),)
        )

    def days(self) -> Section:
        plan = self._plan
        rows = [tuple(self._texts[key] for key in ("day", "new", "reviews", "minutes", "known"))]
        rows += [self._day_row(group) for group in grouped(plan.days)]
        rows.append(
            (self._date(plan.goal.until), "", "", "", self._say("the_day", known=plan.recalled, cards=plan.cards))
        )
        hours = sum(day.minutes for day in plan.days) / 60
        longest = max(plan.days, key=lambda day: day.minutes)
        lines = (
            self._say("total", hours=hours, date=self._date(longest.date), minutes=longest.minutes),
            self._say("reached", reached=plan.reached, cards=plan.cards, recalled=plan.recalled),
        )
        return Section(tuple(rows), lines)

    def _day_row(self, group: Sequence[Day]) -> tuple[str, ...]:
        study = [day for day in group if day.study]
        first, last = group[0].date, group[-1].date
        label = self._date(first) if first == last else f"{first} – {last:%m-%d}"
        if not study:
            return (label, "", "", self._texts["off"], f"{group[-1].known:.0f}")
        new, reviews = sum(day.new for day in group), sum(day.reviews for day in group)
        minutes = sum(day.minutes for day in group) / len(study)
        return (label, f"{new:,}", f"{reviews:,.0f}", f"{minutes:.0f}", f"{group[-1].known:,.0f}")

    def questions(self) -> Section:
        asked = self._plan.questions
        if not asked:
            return Section()
        rows = [tuple(self._texts[key] for key in ("questions", "place", "learned", "recall"))]
        for question in asked[:_MOST]:
            met = question.learned is not None
            learned = self._met(question.learned)
            rows.append((question.title, f"{question.position:,}", learned, f"{question.recall:.0%}" if met else "–"))
        more = (self._say("more", count=len(asked) - _MOST),) if len(asked) > _MOST else ()
        return Section(tuple(rows), more)

    def fit(self) -> Section:
        plan = self._plan
        if plan.reached == plan.cards:
            return Section(self._part_table(), (self._say("all_fit", needed=plan.needed),))
        short = self._say("too_many", cards=plan.cards, needed=plan.needed)
        if plan.parts:
            return Section(self._part_table(), (short, *self._drop()))
        return Section(self._tag_table(), (short, self._texts["no_slices"]))

    def _drop(self) -> Iterator[str]:
        kept = kept_slices(self._plan)
        if len(kept) < len(self._plan.parts):
            key = "drop_first" if self._plan.parts[0].done is None else "drop"
            yield self._say(key, kept=kept[-1] or self._texts["rest"])

    def _part_table(self) -> tuple[tuple[str, ...], ...]:
        if not self._plan.parts:
            return ()
        names = ("parts", "part_cards", "part_done", "part_needed", "part_minutes")
        heading = tuple(self._say(name, new=self._plan.new) for name in names)
        return (
            heading,
            *(
                (
                    part.tag or self._texts["rest"],
                    f"{part.cards:,}",
                    self._met(part.done),
                    f"{part.needed:,}",
                    f"{part.minutes:.0f}",
                )
                for part in self._plan.parts
            ),
        )

    def _tag_table(self) -> tuple[tuple[str, ...], ...]:
        heading = tuple(self._texts[key] for key in ("tags", "tag_cards", "tag_reached"))
        short = [tag for tag in self._plan.tags if tag.reached < tag.cards]
        short.sort(key=lambda tag: tag.reached / tag.cards)
        return (heading, *((tag.tag, f"{tag.cards:,}", f"{tag.reached:,}") for tag in short[:_MOST]))

    def settings(self) -> Section:
        goal, search = self._plan.goal, leave_out_search(self._plan, self._config.name)
        lines = [self._say("set_new", new=self._plan.new), self._say("set_reviews", reviews=MOST_REVIEWS)]
        if self._config.subdecks:
            lines.append(self._texts["set_gather"])
        lines.append(self._say("set_retention", retention=goal.retention))
        if search:
            lines.append(self._texts["set_suspend"])
        return Section((), tuple(lines), self._texts["anki"], search)

    def assumed(self) -> Section:
        goal = self._plan.goal
        lines = [self._texts["assume_memory"], self._texts["assume_order"]]
        if goal.seconds is None:
            lines.append(self._texts["assume_reading"])
        else:
            lines.append(self._say("assume_seconds", seconds=goal.seconds))
        if goal.minutes is not None:
            lines.append(self._say("assume_minutes", minutes=goal.minutes))
        return Section((), tuple(lines), self._texts["assumed"])

    def _date(self, day: date) -> str:
        return f"{day} {self._weekdays[day.weekday()]}"

    def _met(self, day: date | None) -> str:
        return self._texts["never"] if day is None else self._date(day)

    def _say(self, key: str, **values: object) -> str:
        return self._texts.say(key, **values)
