"""Rows and a goal to a plan: which cards come on which day, and what they ask of the learner until the day.

New cards come in study order, all cards of a note one after the other, as Anki takes them from a package of this deck;
reviews are never put off. So each card's life depends on its first day alone, and a day is the sum of its cards' lives.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import NamedTuple

from deckgen.model.diagnostics import DeckgenError
from deckgen.plan.model import Answer, Curve, Day, Goal, MakeCurve, Part, Plan, Question, Row

_WEEK = 7
LONGEST = 366
"""Days that a plan may have."""
HOUR = 60.0
"""Minutes a day that are enough to ask of anyone who does not say how many they have."""
_LETTERS = 9.8
"""Hangul syllables that are read in a second: 202 words a minute, silently, of 18.9 letters to 6.5 words (Song, Kim and
Hyung, J Korean Ophthalmol Soc 57, 2016, 642–649)."""
_THINKING = 8.0
"""Seconds to recall an answer and rate it: what Anki's simulator takes for a good answer on average, 12, without the
reading of a short card."""


def simulate(rows: Sequence[Row], goal: Goal, curve: MakeCurve, slices: Sequence[str] = ()) -> Plan:
    """Make a plan for notes in study order; `slices` are the tags by which they are ordered.

    Raises:
        DeckgenError: There are no cards, no day for study, or too many; or the minutes do not do for one card a day.
    """
    cards = [_Card(row.tags, _seconds(letters, goal)) for row in rows for letters in row.letters]
    if not cards:
        raise DeckgenError("no-plan", "there are no cards to plan", "write a card file, for example 01-first.yaml")
    calendar = _Calendar(goal, curve)
    new = _pace(goal, cards, calendar)
    first = calendar.first_days(len(cards), new)
    recall = [0.0 if day is None else calendar.recall(day) for day in first]
    places = accumulate((len(row.letters) for row in rows), initial=0)
    questions = [(row, place) for row, place in zip(rows, places, strict=False) if row.question and row.letters]
    days = _days(cards, first, frozenset(place for _, place in questions), calendar)
    return Plan(
        goal=goal,
        new=new,
        days=days,
        minutes=_most_in_a_week([day.minutes for day in days if day.study]),
        cards=len(cards),
        reached=sum(day is not None for day in first),
        recalled=sum(recall),
        needed=calendar.needed(len(cards)),
        questions=tuple(
            Question(row.id, row.title, place + 1, calendar.date(first[place]), recall[place])
            for row, place in questions
        ),
        parts=_parts(cards, first, slices, calendar),
    )


def answer(rows: Sequence[Row], goal: Goal, curve: MakeCurve, slices: Sequence[str] = ()) -> Answer:
    """Whether all notes can be learned by the day; if not, what to leave out, or when they can.

    Raises:
        DeckgenError: As `simulate`.
    """
    whole = simulate(rows, goal, curve, slices)
    if whole.reached == whole.cards:
        return Answer(whole, whole)
    others = [n for n, part in enumerate(whole.parts) if part.cards < whole.cards]
    if others:
        number = max((n for n in others if _fits(whole.parts[n], goal)), default=0)
        ends = accumulate(len(row.letters) for row in rows)
        kept = [row for row, end in zip(rows, ends, strict=True) if end <= whole.parts[number].cards]
        tags = tuple(part.tag for part in whole.parts[: number + 1])
        return Answer(whole, simulate(kept, goal, curve, tags), tags)
    return Answer(whole, whole, later=_later(whole))


def _fits(part: Part, goal: Goal) -> bool:
    if goal.new is not None:
        return part.needed <= goal.new
    return part.minutes <= (goal.minutes or HOUR)


def _later(plan: Plan) -> date:
    """The day by which all cards are met at a plan's pace."""
    day, left = plan.goal.start, -(-plan.cards // plan.new)
    while left:
        left -= day.weekday() not in plan.goal.skip
        day += timedelta(days=1)
    return day


class _Card(NamedTuple):
    tags: tuple[str, ...]
    seconds: float


class _Calendar:
    """The days from the first to the goal's, and the curves of the cards that begin on them."""

    def __init__(self, goal: Goal, curve: MakeCurve) -> None:
        span = (goal.until - goal.start).days
        if span < 1:
            raise DeckgenError(
                "no-plan.past",
                "{until} leaves no day for study",
                "give a day after {start}",
                until=str(goal.until),
                start=str(goal.start),
            )
        if span > LONGEST:
            raise DeckgenError(
                "no-plan.far",
                "{until} is {n:?day|days} away",
                "give a day at most {most} days away",
                until=str(goal.until),
                n=span,
                most=LONGEST,
            )
        self.dates = tuple(goal.start + timedelta(days=n) for n in range(span))
        self.study = tuple(day.weekday() not in goal.skip for day in self.dates)
        self.study_days = tuple(n for n, study in enumerate(self.study) if study)
        if not self.study_days:
            raise DeckgenError(
                "no-plan.skipped", "no day before {until} is left for study", "skip fewer days", until=str(goal.until)
            )
        self._retention = goal.retention
        self._make_curve = curve
        self._skip = goal.skip
        self._curves: dict[int, Curve] = {}

    def date(self, day: int | None) -> date | None:
        return None if day is None else self.dates[day]

    def first_days(self, cards: int, new: int) -> list[int | None]:
        """The day on which each card is new; None for those that come too late."""
        days = self.study_days
        return [days[place // new] if place // new < len(days) else None for place in range(cards)]

    def needed(self, cards: int) -> int:
        """New cards a day that show so many cards in time."""
        return -(-cards // len(self.study_days))

    def recall(self, day: int) -> float:
        """The chance to recall, on the goal's day, a card that is new on a day."""
        return self.curve(day).morning[len(self.dates) - day]

    def curve(self, day: int) -> Curve:
        """The life of a card that is new on a day: one curve for each weekday, or for all where none is skipped."""
        weekday = self.dates[day].weekday() if self._skip else 0
        if weekday not in self._curves:
            study = tuple((weekday + n) % _WEEK not in self._skip for n in range(len(self.dates) + 1))
            self._curves[weekday] = self._make_curve(study, self._retention)
        return self._curves[weekday]


def _days(
    cards: Sequence[_Card], first: Sequence[int | None], questions: frozenset[int], calendar: _Calendar
) -> tuple[Day, ...]:
    seconds, new, asked = (defaultdict[int, float](float) for _ in range(3))
    for place, (card, day) in enumerate(zip(cards, first, strict=True)):
        if day is not None:
            seconds[day] += card.seconds
            new[day] += 1
            asked[day] += place in questions
    days = []
    for day, date_ in enumerate(calendar.dates):
        lives = [(begun, calendar.curve(begun), day - begun) for begun in new if begun <= day]
        days.append(
            Day(
                date=date_,
                study=calendar.study[day],
                new=int(new.get(day, 0)),
                reviews=sum(new[begun] * curve.reviewed[age] for begun, curve, age in lives),
                new_minutes=sum(seconds[begun] * curve.answers[age] for begun, curve, age in lives if not age) / 60,
                review_minutes=sum(seconds[begun] * curve.answers[age] for begun, curve, age in lives if age) / 60,
                known=sum(new[begun] * curve.evening[age] for begun, curve, age in lives),
                questions_known=sum(asked[begun] * curve.evening[age] for begun, curve, age in lives),
            )
        )
    return tuple(days)


def _pace(goal: Goal, cards: Sequence[_Card], calendar: _Calendar) -> int:
    """New cards a day."""
    if goal.new is not None:
        return goal.new
    needed = calendar.needed(len(cards))
    if goal.minutes is None and _workload(cards, needed, calendar) <= HOUR:
        return needed
    return _new_within(goal.minutes or HOUR, cards, calendar)


def _workload(cards: Sequence[_Card], new: int, calendar: _Calendar) -> float:
    """Minutes a day in the week that has most of them, over any seven days of study."""
    days = _days(cards, calendar.first_days(len(cards), new), frozenset(), calendar)
    return _most_in_a_week([day.minutes for day in days if day.study])


def _most_in_a_week(minutes: Sequence[float]) -> float:
    """The highest mean of seven neighbours; of all, where they are fewer."""
    size = min(_WEEK, len(minutes))
    return max(sum(minutes[n : n + size]) / size for n in range(len(minutes) - size + 1))


def _new_within(minutes: float, cards: Sequence[_Card], calendar: _Calendar) -> int:
    """The most new cards a day with which no week takes more than the minutes a day, on average."""
    one = _workload(cards, 1, calendar)
    if one > minutes:
        raise DeckgenError(
            "no-plan.minutes",
            "one new card a day and its reviews take more than {minutes} min a day",
            "give at least {least:?minute|minutes} a day",
            minutes=f"{minutes:g}",
            least=math.ceil(one),
        )
    low, high = 1, len(cards)
    while low < high:
        middle = (low + high + 1) // 2
        if _workload(cards, middle, calendar) <= minutes:
            low = middle
        else:
            high = middle - 1
    return low


def _parts(
    cards: Sequence[_Card], first: Sequence[int | None], slices: Sequence[str], calendar: _Calendar
) -> tuple[Part, ...]:
    if not slices:
        return ()
    ends: dict[int, int] = {}  # slice → the number of cards up to its last
    for place, card in enumerate(cards):
        ends[next((n for n, tag in enumerate(slices) if tag in card.tags), len(slices))] = place + 1
    parts: list[Part] = []
    end = 0
    for number, tag in enumerate((*slices, "")):
        if number not in ends:
            continue
        end = max(end, ends[number])
        needed = calendar.needed(end)
        minutes = _workload(cards[:end], needed, calendar)
        parts.append(Part(tag, end, calendar.date(first[end - 1]), needed, minutes))
    return tuple(parts)


def _seconds(letters: float, goal: Goal) -> float:
    return _THINKING + letters / _LETTERS if goal.seconds is None else goal.seconds
