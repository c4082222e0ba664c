"""What a plan is made of and what it says: plain values, in cards, days and minutes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class Row(NamedTuple):
    """A note, as far as a plan needs it. Rows come in study order."""

    id: str
    title: str
    question: bool
    """Whether it is a question by itself: not a follow-up, and no other kind."""
    tags: tuple[str, ...]
    letters: tuple[float, ...]
    """For each of its cards, in order, how much there is to read on both sides, in Hangul syllables."""


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
    """Or as many as take so many minutes a day, on average over any seven days of study. Without either, as many as all
    cards need, and no more than an hour a day."""
    seconds: float | None = None
    """What one answer takes; None where the texts' lengths decide."""
    skip: frozenset[int] = frozenset()
    """Weekdays without study; 0 is Monday."""
    retention: float = 0.9
    """The desired retention that Anki is set to."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One card's average life, day by day from the day that it is first shown, which is day 0."""

    reviewed: tuple[float, ...]
    """The chance that it is reviewed on that day; 0 on day 0, when it is new."""
    answers: tuple[float, ...]
    """How often it is answered on that day, steps included."""
    morning: tuple[float, ...]
    """The chance to recall it before that day's study; 0 on day 0."""
    evening: tuple[float, ...]
    """The same after that day's study."""


MakeCurve = Callable[[tuple[bool, ...], float], Curve]
"""From the days that have study, the first of them day 0, and the desired retention."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the plan. Reviews, minutes and what is known are expected values."""

    date: date
    study: bool
    new: int
    reviews: float
    new_minutes: float
    review_minutes: float
    known: float
    """Cards recalled if asked that evening."""
    questions_known: float
    """The same, of the questions alone."""

    @property
    def minutes(self) -> float:
        """All of the day's study."""
        return self.new_minutes + self.review_minutes


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the deck, by the card that asks it."""

    id: str
    title: str
    position: int
    """Its card's place in the study order, from 1."""
    learned: date | None
    """The day on which it is first shown; None if that is not before the day."""
    recall: float
    """The chance to recall it on the day."""


@dataclass(frozen=True, slots=True)
class Part:
    """The deck up to the end of one slice: all that is studied if what follows is left out."""

    tag: str
    """The slice's; empty for the cards that have no slice's tag."""
    cards: int
    done: date | None
    """The day on which the last of them is first shown; None if that is not before the day."""
    needed: int
    """New cards a day with which all of them are shown before the day."""
    minutes: float
    """Minutes a day, with `needed` new cards a day, in the week that takes most."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to expect."""

    goal: Goal
    new: int
    """New cards a day: the wish, or what fits into its minutes."""
    days: tuple[Day, ...]
    """From the first day to the day before the goal's, without a gap."""
    cards: int
    reached: int
    """Cards shown before the day."""
    minutes: float
    """Minutes a day, in the week that takes most."""
    recalled: float
    """Cards recalled on the day."""
    needed: int
    """New cards a day with which all cards are shown before the day."""
    questions: tuple[Question, ...]
    parts: tuple[Part, ...]
    """One for each slice that has cards, growing; empty for a deck without slices."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a whole deck can be learned by the day, and the one plan that is advised."""

    whole: Plan
    plan: Plan
    """The same, or that of the slices to keep where not everything fits."""
    kept: tuple[str, ...] = ()
    """The tags of the slices to keep; empty where nothing is to be left out."""
    later: date | None = None
    """Where not everything fits and there is no slice to leave out: the day by which it would."""

    @property
    def fits(self) -> bool:
        """Whether all cards are met before the day."""
        return self.whole.reached == self.whole.cards
