"""Which card comes on which day, and what a day holds; with lives of cards that can be added up in the head."""

from datetime import date, timedelta

import pytest

from deckgen.model.diagnostics import DeckgenError
from deckgen.plan import Answer, DayRow, Goal, make_plan
from deckgen.plan.memory import Curve
from deckgen.plan.simulate import HOUR, DayPart

TUESDAY = date(2026, 11, 24)


def once_more(days: int) -> Curve:
    """A card that is answered twice when new, once on the next day, and known by half ever after."""
    later = (0.0, 1.0, *[0.0] * days)[:days]
    half = (0.0, *[0.5] * days)[:days]
    return Curve(later, (2.0, *later[1:]), half, (1.0, *half[1:]))


def planned(
    rows: list[DayRow],
    days: int,
    new: int | None = None,
    minutes: float | None = None,
    slices: tuple[str, ...] = (),
) -> Answer:
    """A plan for so many days from a Tuesday on."""
    return make_plan(rows, Goal(TUESDAY, TUESDAY + timedelta(days), new, minutes), slices, once_more)


def cards(number: int, *tags: str) -> list[DayRow]:
    """Notes of one card, each answer of which takes a minute."""
    return [DayRow(tags, (60.0,))] * number


def test_a_day_is_the_sum_of_its_cards() -> None:
    plan = planned([DayRow((), (60.0, 60.0, 60.0)), *cards(2)], 3, 2).plan
    assert [(day.new, day.reviews, day.minutes, day.known) for day in plan.days] == [
        (2, 0, 4, 2),
        (2, 2, 6, 3),
        (1, 2, 4, 3),
    ]
    assert (plan.cards, plan.reached, plan.recalled, plan.needed) == (5, 5, 2.5, 2)


@pytest.mark.parametrize(("new", "kept"), [(1, ("one",)), (3, ("one",)), (4, ("one",)), (5, ("one", "two")), (9, ())])
def test_slices_are_kept_as_far_as_they_are_met(new: int, kept: tuple[str, ...]) -> None:
    found = planned([*cards(6, "one", "three"), *cards(4, "two"), *cards(8)], 2, new, slices=("one", "none", "two"))
    assert found.kept == kept
    assert found.plan.cards == {(): 18, ("one",): 6, ("one", "two"): 10}[kept]
    done = [TUESDAY + timedelta((n - 1) // new) if n <= 2 * new else None for n in (6, 10)]
    assert found.parts == (DayPart("one", 6, done[0]), DayPart("two", 10, done[1]))


def test_without_a_pace_it_takes_what_is_needed_up_to_an_hour() -> None:
    assert planned(cards(30), 10).plan.new == 3
    found = planned(cards(500), 10)
    assert found.plan.minutes <= HOUR
    assert not found.whole.fits
    later = ((found.later or TUESDAY) - TUESDAY).days
    assert planned(cards(500), later, found.plan.new).whole.fits
    assert not planned(cards(500), later - 1, found.plan.new).whole.fits


@pytest.mark.parametrize("minutes", [3, 10, 47.5, 1_000])
def test_minutes_are_used_up_and_no_day_takes_more(minutes: float) -> None:
    def most(new: int) -> float:
        return max(day.minutes for day in planned(cards(100), 30, new).whole.days)

    new = planned(cards(100), 30, minutes=minutes).whole.new
    assert most(new) <= minutes
    assert new == 100 or most(new + 1) > minutes


@pytest.mark.parametrize(
    ("rows", "days", "minutes", "said"),
    [
        (cards(0), 5, None, "there are no cards to plan"),
        (cards(1), 0, None, "from 2026-11-24 to 2026-11-24 there are 0 days"),
        (cards(1), 1_000, None, "from 2026-11-24 to 2029-08-20 there are 1,000 days"),
        (cards(1), 5, 0.25, "one new card a day and its reviews take more than 0.25 min a day"),
    ],
)
def test_a_goal_that_cannot_be_planned_for_is_refused(
    rows: list[DayRow], days: int, minutes: float | None, said: str
) -> None:
    with pytest.raises(DeckgenError, match=said) as raised:
        planned(rows, days, minutes=minutes)
    assert raised.value.hint
