"""An answer for people, as sections of tables and lines, and for programs, as plain values."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from deckgen.messages.texts import read_texts
from deckgen.model import DeckConfig
from deckgen.plan.model import Answer, Day

TEXTS = Path(__file__).parent / "texts"
MOST_REVIEWS = 9999
"""Reviews a day that Anki is to allow: a plan puts none off, and Anki stops new cards too where this is reached."""
_SINGLE_DAYS, _WEEK, _MOST_WEEKS, _MONTH = 14, 7, 16, 28
_MOST_QUESTIONS = 20
_SEARCH_SYNTAX = re.compile(r'([\\"*_])')
"""What Anki's search reads as a wildcard or quote inside quotes."""


class Section(NamedTuple):
    """A piece of the report: a title, a table, lines below it, and text that a reader copies whole."""

    title: str = ""
    table: tuple[tuple[str, ...], ...] = ()
    """Rows of cells, the heading's first."""
    lines: tuple[str, ...] = ()
    search: str = ""


def report(answer: Answer, config: DeckConfig, language: str) -> tuple[Section, ...]:
    """The whole answer in a language."""
    writer = _Writer(answer, config, language)
    sections = (
        writer.opening(),
        writer.days(),
        writer.questions(),
        writer.slices(),
        writer.settings(),
        writer.assumed(),
    )
    return tuple(section for section in sections if section.table or section.lines)


def grouped(days: Sequence[Day]) -> tuple[tuple[Day, ...], ...]:
    """Days as rows: each one up to two weeks; else those of the first week, then by weeks, or by four weeks."""
    if len(days) <= _SINGLE_DAYS:
        return tuple((day,) for day in days)
    size = _WEEK if len(days) <= _WEEK + _MOST_WEEKS * _WEEK else _MONTH
    weeks = [tuple(days[n : n + size]) for n in range(_WEEK, len(days), size)]
    return (*((day,) for day in days[:_WEEK]), *weeks)


def suspend_search(answer: Answer, deck: str) -> str:
    """What finds, in Anki's browser, the cards to suspend in a deck; empty where there are none."""
    if not answer.kept:
        return ""
    return " ".join([_term("deck", deck), *(f"-{_term('tag', tag)}" for tag in answer.kept)])


def _term(key: str, text: str) -> str:
    escaped = _SEARCH_SYNTAX.sub(r"\\\1", text)
    return f'"{key}:{escaped}"'


class _Writer:
    def __init__(self, answer: Answer, config: DeckConfig, language: str) -> None:
        self._answer, self._plan, self._config = answer, answer.plan, config
        self._texts = read_texts(TEXTS, language)
        self._weekdays = self._texts["weekdays"].split()

    def opening(self) -> Section:
        goal = self._plan.goal
        title = self._say("plan", name=self._config.name, start=self._date(goal.start), until=self._date(goal.until))
        return Section(title, lines=tuple(self._verdict()))

    def _verdict(self) -> Iterator[str]:
        whole, plan = self._answer.whole, self._plan
        pace = {"new": plan.new, "minutes": plan.minutes, "cards": plan.cards, "recalled": plan.recalled}
        if self._answer.fits:
            yield self._say("fits", **pace)
            if plan.new > plan.needed:
                yield self._say("enough", needed=plan.needed)
            return
        yield self._say("too_many", reached=whole.reached, cards=whole.cards, needed=whole.needed, new=whole.new)
        if self._answer.kept:
            key = "drop" if plan.reached == plan.cards else "drop_still"
            yield self._say(key, kept=self._answer.kept[-1], needed=plan.needed, **pace)
        elif self._answer.later is not None:
            yield self._say("later", date=self._date(self._answer.later))

    def days(self) -> Section:
        plan = self._plan
        rows = [tuple(self._texts[key] for key in ("day", "new", "reviews", "minutes", "known"))]
        rows += [self._day_row(group) for group in grouped(plan.days)]
        known = self._say("the_day", known=plan.recalled, cards=plan.cards)
        rows.append((self._date(plan.goal.until), "", "", "", known))
        hours = sum(day.minutes for day in plan.days) / 60
        longest = max(plan.days, key=lambda day: day.minutes)
        total = self._say("total", hours=hours, date=self._date(longest.date), minutes=longest.minutes)
        return Section(table=tuple(rows), lines=(total,))

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
        for question in asked[:_MOST_QUESTIONS]:
            recall = f"{question.recall:.0%}" if question.learned else "–"
            rows.append((question.title, f"{question.position:,}", self._met(question.learned), recall))
        more = (self._say("more", count=len(asked) - _MOST_QUESTIONS),) if len(asked) > _MOST_QUESTIONS else ()
        return Section(table=tuple(rows), lines=more)

    def slices(self) -> Section:
        parts, new = self._answer.whole.parts, self._answer.whole.new
        if not parts:
            return Section()
        names = ("parts", "part_cards", "part_done", "part_needed", "part_minutes")
        rows = [tuple(self._say(name, new=new) for name in names)]
        for part in parts:
            tag, needed = part.tag or self._texts["rest"], f"{part.needed:,}"
            rows.append((tag, f"{part.cards:,}", self._met(part.done), needed, f"{part.minutes:.0f}"))
        return Section(table=tuple(rows))

    def settings(self) -> Section:
        search = suspend_search(self._answer, self._config.name)
        lines = [self._say("set_new", new=self._plan.new), self._say("set_reviews", reviews=MOST_REVIEWS)]
        if self._config.subdecks:
            lines.append(self._texts["set_gather"])
        lines.append(self._say("set_retention", retention=self._plan.goal.retention))
        if search:
            lines.append(self._texts["set_suspend"])
        return Section(self._texts["anki"], lines=tuple(lines), search=search)

    def assumed(self) -> Section:
        goal = self._plan.goal
        pace = "assume_reading" if goal.seconds is None else "assume_seconds"
        lines = [self._texts["assume_memory"], self._texts["assume_order"], self._say(pace, seconds=goal.seconds or 0)]
        if goal.new is None:
            lines.append(self._say("assume_minutes", minutes=goal.minutes or 60))
        return Section(self._texts["assumed"], lines=tuple(lines))

    def _date(self, day: date) -> str:
        return f"{day} {self._weekdays[day.weekday()]}"

    def _met(self, day: date | None) -> str:
        return self._texts["never"] if day is None else self._date(day)

    def _say(self, key: str, **values: object) -> str:
        return self._texts.say(key, **values)


def to_values(answer: Answer, config: DeckConfig) -> dict[str, Any]:
    """The whole answer, ready for `json.dumps`.

    Dates are ISO texts, or null for what is not met before the day; minutes, reviews and what is known are expected
    values; recall is a chance from 0 to 1.
    """
    whole, plan, goal = answer.whole, answer.plan, answer.plan.goal
    return {
        "from": _iso(goal.start),
        "until": _iso(goal.until),
        "fits": answer.fits,
        "deck": {"cards": whole.cards, "reached": whole.reached, "needed": whole.needed},
        "later": _iso(answer.later),
        "plan": {
            "cards": plan.cards,
            "reached": plan.reached,
            "recalled": _rounded(plan.recalled),
            "new": plan.new,
            "minutes": _rounded(plan.minutes),
        },
        "days": [
            {
                "date": _iso(day.date),
                "study": day.study,
                "new": day.new,
                "reviews": _rounded(day.reviews),
                "minutes": _rounded(day.minutes),
                "known": _rounded(day.known),
            }
            for day in plan.days
        ],
        "questions": [
            {
                "id": question.id,
                "title": question.title,
                "card": question.position,
                "first_met": _iso(question.learned),
                "recall": _rounded(question.recall),
            }
            for question in plan.questions
        ],
        "slices": [
            {
                "tag": part.tag,
                "cards": part.cards,
                "all_met": _iso(part.done),
                "needed": part.needed,
                "minutes": _rounded(part.minutes),
            }
            for part in whole.parts
        ],
        "anki": {
            "new_cards_a_day": plan.new,
            "maximum_reviews_a_day": MOST_REVIEWS,
            "fsrs": True,
            "desired_retention": goal.retention,
            "kept_slices": list(answer.kept),
            "suspend": suspend_search(answer, config.name),
        },
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _rounded(value: float) -> float:
    return round(value, 3)
