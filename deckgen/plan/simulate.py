"""Rows and a goal to a plan: which cards come on which day, and what they ask of the learner until the day.

New cards come in study order, all cards of a note one after the other, as Anki takes them from a package of this deck;
reviews are never put off. So each card's life depends on its first day alone, and a day is the sum of its cards' lives.
"""

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from deckgen.model.diagnostics import DeckgenError
from deckgen.plan.memory import Curve, average_curve

HOUR = 60.0
"""Minutes a day that are enough to ask of anyone who does not say how many they have."""
_WEEK = 7
_LONGEST = 366
"""Days that a plan may have."""


class DayRow(NamedTuple):
    """A note, as far as a plan needs it. Rows come in study order."""

    tags: tuple[str, ...]
    seconds: tuple[float, ...]
    """For each of its cards, in order, what one answer takes."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What a learner wants; at most one of `new` and `minutes` is given."""

    start: date
    """The first day of study."""
    until: date
    """The day on which the cards must be known; the day before is the last day of study."""
    new: int | None = None
    """New cards a day."""
    minutes: float | None = None
    """Or as many as take at most so many minutes on any day. Without either, as many as all cards need, and no more
    than an hour a day."""
    skip: frozenset[int] = frozenset()
    """Weekdays without study; 0 is Monday."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the plan. Reviews, minutes and what is known are expected values."""

    date: date
    study: bool
    new: int
    reviews: float
    minutes: float
    known: float
    """Cards recalled if asked that evening."""


@dataclass(frozen=True, slots=True)
class StudyPlan:
    """What to expect of some cards."""

    new: int
    """New cards a day: the wish, or what fits into its minutes."""
    needed: int
    """New cards a day with which all cards are shown before the day."""
    cards: int
    reached: int
    """Cards shown before the day."""
    recalled: float
    """Cards recalled on the day."""
    minutes: float
    """Minutes of the longest day."""
    days: tuple[Day, ...]
    """From the first day to the day before the goal's, without a gap."""

    @property
    def fits(self) -> bool:
        """Whether all cards are shown before the day."""
        return self.reached == self.cards


class DayPart(NamedTuple):
    """The deck up to the end of one slice: all that is studied if what follows is left out."""

    tag: str
    cards: int
    done: date | None
    """The day on which the last of them is first shown, at the whole deck's pace; None if that is too late."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a whole deck can be learned by the day, and the one plan that is advised."""

    whole: StudyPlan
    plan: StudyPlan
    """The same, or that of the slices to keep where not everything fits."""
    parts: tuple[DayPart, ...]
    """One for each slice that has cards, growing."""
    kept: tuple[str, ...] = ()
    """The tags of the slices to keep; empty where nothing is to be left out."""
    later: date | None = None
    """Where not everything fits and there is no slice to leave out: the day by which it would."""


def make_plan(
    rows: Sequence[DayRow],
    goal: Goal,
    slices: Sequence[str] = (),
    curve: Callable[[tuple[bool, ...]], Curve] = average_curve,
) -> Answer:
    """Plan for notes in study order; `slices` are the tags by which they are ordered.

    Raises:
        DeckgenError: There are no cards, no day for study, or too many; or the minutes do not do for one card a day.
    """
    seconds = [each for row in rows for each in row.seconds]
    if not seconds:
        raise DeckgenError("no-plan", "there are no cards to plan", "write a card file, for example 01-first.yaml")
    calendar = _Calendar(goal, curve)
    whole = calendar.plan(seconds)
    shown = calendar.first_days(whole.cards, whole.new)
    ends = _ends(rows, slices)
    parts = tuple(DayPart(tag, end, shown[end - 1]) for tag, end in ends.items())
    if whole.fits:
        return Answer(whole, whole, parts)
    smaller = [(tag, end) for tag, end in ends.items() if end < whole.cards]
    if not smaller:
        return Answer(whole, whole, parts, later=calendar.later(whole.cards, whole.new))
    plans = [calendar.plan(seconds[:end]) for _, end in smaller]
    last = max((number for number, plan in enumerate(plans) if plan.fits), default=0)
    return Answer(whole, plans[last], parts, tuple(tag for tag, _ in smaller[: last + 1]))


def _ends(rows: Sequence[DayRow], slices: Sequence[str]) -> dict[str, int]:
    """Slice → the number of cards up to its last."""
    ends: dict[str, int] = {}
    cards = 0
    for row in rows:
        cards += len(row.seconds)
        tag = next((tag for tag in slices if tag in row.tags), None)
        if tag is not None:
            ends[tag] = cards
    return {tag: ends[tag] for tag in slices if tag in ends}


class _Calendar:
    """The days from the first to the goal's, and the curves of the cards that begin on them."""

    def __init__(self, goal: Goal, curve: Callable[[tuple[bool, ...]], Curve]) -> None:
        span = (goal.until - goal.start).days
        if span > _LONGEST:
            raise DeckgenError(
                "no-plan.far",
                "{until} is {n:?day|days} away",
                "give a day at most {most} days away",
                until=str(goal.until),
                n=span,
                most=_LONGEST,
            )
        self._goal = goal
        self._dates = tuple(goal.start + timedelta(days=n) for n in range(span))
        self._study = tuple(n for n, day in enumerate(self._dates) if day.weekday() not in goal.skip)
        if not self._study:
            raise DeckgenError(
                "no-plan.no-day",
                "{until} leaves no day for study from {start} on",
                "give a later day, or skip fewer weekdays",
                until=str(goal.until),
                start=str(goal.start),
            )
        self._make_curve = curve
        self._curves: dict[int, Curve] = {}

    def plan(self, seconds: Sequence[float]) -> StudyPlan:
        """Plan for cards, by what an answer to each takes."""
        cards = len(seconds)
        new = self._pace(seconds)
        first = [number for number in self._first(cards, new) if number is not None]
        days = self._days(seconds, new)
        recalled = sum(self._curve(number).morning[len(self._dates) - number] for number in first)
        return StudyPlan(new, self._needed(cards), cards, len(first), recalled, max(day.minutes for day in days), days)

    def first_days(self, cards: int, new: int) -> list[date | None]:
        """The day on which each card is new; None for those that come too late."""
        return [None if number is None else self._dates[number] for number in self._first(cards, new)]

    def later(self, cards: int, new: int) -> date:
        """The day by which all cards are shown at a pace."""
        day, left = self._goal.start, math.ceil(cards / new)
        while left:
            left -= day.weekday() not in self._goal.skip
            day += timedelta(days=1)
        return day

    def _first(self, cards: int, new: int) -> Iterator[int | None]:
        for place in range(cards):
            day = place // new
            yield self._study[day] if day < len(self._study) else None

    def _needed(self, cards: int) -> int:
        return math.ceil(cards / len(self._study))

    def _pace(self, seconds: Sequence[float]) -> int:
        """New cards a day: the wish, what all need, or the most with which no day takes more than the minutes."""
        goal, needed = self._goal, self._needed(len(seconds))
        if goal.new is not None:
            return goal.new
        if goal.minutes is None and self._workload(seconds, needed) <= HOUR:
            return needed
        minutes = goal.minutes or HOUR
        new = bisect_right(range(1, len(seconds) + 1), minutes, key=lambda new: self._workload(seconds, new))
        if not new:
            raise DeckgenError(
                "no-plan.minutes",
                "one new card a day and its reviews take more than {minutes} min a day",
                "give at least {least:?minute|minutes} a day",
                minutes=f"{minutes:g}",
                least=math.ceil(self._workload(seconds, 1)),
            )
        return new

    def _workload(self, seconds: Sequence[float], new: int) -> float:
        return max(day.minutes for day in self._days(seconds, new))

    def _curve(self, begin: int) -> Curve:
        """The life of a card that is new on a day: one curve for each weekday, or for all where none is skipped."""
        weekday = self._dates[begin].weekday() if self._goal.skip else 0
        if weekday not in self._curves:
            days = range(weekday, weekday + len(self._dates) + 1)
            self._curves[weekday] = self._make_curve(tuple(day % _WEEK not in self._goal.skip for day in days))
        return self._curves[weekday]

    def _days(self, seconds: Sequence[float], new: int) -> tuple[Day, ...]:
        begun, seconds_of = defaultdict[int, int](int), defaultdict[int, float](float)  # by the day of new cards
        for each, first in zip(seconds, self._first(len(seconds), new), strict=True):
            if first is not None:
                begun[first] += 1
                seconds_of[first] += each
        days = []
        for number, day in enumerate(self._dates):
            lives = [(first, self._curve(first), number - first) for first in begun if first <= number]
            days.append(
                Day(
                    date=day,
                    study=number in self._study,
                    new=begun.get(number, 0),
                    reviews=sum(begun[first] * curve.reviewed[age] for first, curve, age in lives),
                    minutes=sum(seconds_of[first] * curve.answers[age] for first, curve, age in lives) / 60,
                    known=sum(begun[first] * curve.evening[age] for first, curve, age in lives),
                )
            )
        return tuple(days)
