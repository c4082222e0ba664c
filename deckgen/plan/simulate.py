"""Rows and a goal to a plan: which cards come on which day, and what they ask of the learner until the day.

New cards come in study order, all cards of a note one after the other, as Anki takes them from a package of this deck;
reviews are never put off. So each card's life depends on its first day alone, and a day is the sum of its cards' lives.
"""

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from deckgen.model.diagnostics import DeckgenError
from deckgen.plan.memory import Curve, average_curve

HOUR = 60.0
"""Minutes a day that are enough to ask of anyone who does not say how many they have."""
_LONGEST = 366
"""Days that a plan may have."""


class DayRow(NamedTuple):
    """A note, as far as a plan needs it. Rows come in study order."""

    tags: tuple[str, ...]
    seconds: tuple[float, ...]
    """For each of its cards, in order, what one answer takes."""


class Goal(NamedTuple):
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

    @property
    def days(self) -> int:
        """Days of study."""
        return (self.until - self.start).days


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the plan. Reviews, minutes and what is known are expected values."""

    date: date
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
    average_life: Callable[[int], Curve] = average_curve,
) -> Answer:
    """Plan for notes in study order; `slices` are the tags by which they are ordered.

    Raises:
        DeckgenError: There are no cards, no day for study, or too many; or the minutes do not do for one card a day.
    """
    seconds = [each for row in rows for each in row.seconds]
    if not seconds:
        raise DeckgenError("no-plan", "there are no cards to plan", "write a card file, for example 01-first.yaml")
    if not 0 < goal.days <= _LONGEST:
        raise DeckgenError(
            "no-plan.days",
            "from {start} to {until} there are {n:?day|days} to study",
            "give a day that is at least 1 and at most {most} days away",
            start=str(goal.start),
            until=str(goal.until),
            n=max(0, goal.days),
            most=_LONGEST,
        )
    life = average_life(goal.days + 1)
    whole = _plan(seconds, goal, life)
    ends = _ends(rows, slices)
    shown = {tag: (end - 1) // whole.new for tag, end in ends.items()}
    parts = tuple(
        DayPart(tag, end, goal.start + timedelta(shown[tag]) if shown[tag] < goal.days else None)
        for tag, end in ends.items()
    )
    if whole.fits:
        return Answer(whole, whole, parts)
    smaller = [(tag, end) for tag, end in ends.items() if end < whole.cards]
    if not smaller:
        later = goal.start + timedelta(math.ceil(whole.cards / whole.new))
        return Answer(whole, whole, parts, later=later)
    plans = [_plan(seconds[:end], goal, life) for _, end in smaller]
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


def _plan(seconds: Sequence[float], goal: Goal, life: Curve) -> StudyPlan:
    """Plan for cards, by what an answer to each takes, each of which has the same life from its first day on."""
    needed = math.ceil(len(seconds) / goal.days)
    new = _pace(seconds, goal, life, needed)
    days = _days(seconds, new, goal, life)
    recalled = sum(day.new * life.morning[goal.days - number] for number, day in enumerate(days))
    reached = sum(day.new for day in days)
    return StudyPlan(new, needed, len(seconds), reached, recalled, max(day.minutes for day in days), days)


def _pace(seconds: Sequence[float], goal: Goal, life: Curve, needed: int) -> int:
    """New cards a day: the wish, what all need, or the most with which no day takes more than the minutes."""

    def workload(new: int) -> float:
        return max(day.minutes for day in _days(seconds, new, goal, life))

    if goal.new is not None:
        return goal.new
    if goal.minutes is None and workload(needed) <= HOUR:
        return needed
    minutes = goal.minutes or HOUR
    new = bisect_right(range(1, len(seconds) + 1), minutes, key=workload)
    if not new:
        raise DeckgenError(
            "no-plan.minutes",
            "one new card a day and its reviews take more than {minutes} min a day",
            "give at least {least:?minute|minutes} a day",
            minutes=f"{minutes:g}",
            least=math.ceil(workload(1)),
        )
    return new


def _days(seconds: Sequence[float], new: int, goal: Goal, life: Curve) -> tuple[Day, ...]:
    begun = [seconds[number * new : (number + 1) * new] for number in range(goal.days)]
    sums = [sum(each) for each in begun]
    days = []
    for number in range(goal.days):
        ages = range(number, -1, -1)  # of the cards of each day so far
        counts = [len(each) for each in begun[: number + 1]]
        days.append(
            Day(
                date=goal.start + timedelta(number),
                new=counts[-1],
                reviews=sum(count * life.reviewed[age] for count, age in zip(counts, ages, strict=True)),
                minutes=sum(total * life.answers[age] for total, age in zip(sums, ages, strict=False)) / 60,
                known=sum(count * life.evening[age] for count, age in zip(counts, ages, strict=True)),
            )
        )
    return tuple(days)
