"""Which card comes on which day, and what a day holds; with lives of cards that can be added up in the head."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from deckgen.model.diagnostics import DeckgenError
from deckgen.plan.model import Curve, Goal, Part, Row
from deckgen.plan.report import suspend_search
from deckgen.plan.simulate import HOUR, answer, simulate

TUESDAY = date(2026, 11, 24)
SATURDAY, SUNDAY = 5, 6


def once_more(study: tuple[bool, ...], retention: float) -> Curve:
    """A card that is answered twice when new, once on the next day of study, and known by half ever after."""
    del retention
    again = next((day for day in range(1, len(study)) if study[day]), len(study))
    later = tuple(float(day == again) for day in range(len(study)))
    half = tuple(0.5 * (day > 0) for day in range(len(study)))
    return Curve(later, (2.0, *later[1:]), half, (1.0, *half[1:]))


def row(name: str, *tags: str, question: bool = False, letters: tuple[float, ...] = (0.0,)) -> Row:
    """A note of as many cards as it has letters."""
    return Row(name, name.upper(), question, tags, letters)


def goal(
    days: int, new: int | None = None, *, minutes: float | None = None, skip: frozenset[int] = frozenset()
) -> Goal:
    """So many days from a Tuesday on, a minute an answer."""
    return Goal(TUESDAY, TUESDAY + timedelta(days), new, minutes, 60, skip)


def test_cards_come_in_order_a_notes_cards_together() -> None:
    rows = [row("a", letters=(0, 0, 0)), row("q1", question=True), row("q2", question=True, letters=(0, 0))]
    plan = simulate(rows, goal(4, 2), once_more)
    assert [day.new for day in plan.days] == [2, 2, 2, 0]
    assert [(q.id, q.title, q.position) for q in plan.questions] == [("q1", "Q1", 4), ("q2", "Q2", 5)]
    assert [q.learned for q in plan.questions] == [TUESDAY + timedelta(1), TUESDAY + timedelta(2)]


def test_a_day_is_the_sum_of_its_cards() -> None:
    plan = simulate([row(str(n)) for n in range(5)], goal(3, 2), once_more)
    assert [(day.new, day.reviews, day.new_minutes, day.review_minutes, day.known) for day in plan.days] == [
        (2, 0, 4, 0, 2),
        (2, 2, 4, 2, 3),
        (1, 2, 2, 2, 3),
    ]
    assert (plan.cards, plan.reached, plan.recalled, plan.needed) == (5, 5, 2.5, 2)


def test_days_off_have_no_study() -> None:
    plan = simulate([row(str(n)) for n in range(9)], goal(7, 2, skip=frozenset({SATURDAY, SUNDAY})), once_more)
    assert [(day.study, day.new) for day in plan.days] == [
        (True, 2), (True, 2), (True, 2), (True, 2), (False, 0), (False, 0), (True, 1),
    ]  # fmt: skip
    assert [day.minutes for day in plan.days][3:] == [6, 0, 0, 4]


def test_what_comes_too_late_is_not_met() -> None:
    plan = simulate([row("a"), row("b"), row("q", question=True)], goal(2, 1), once_more)
    assert (plan.reached, plan.needed) == (2, 2)
    assert (plan.questions[0].learned, plan.questions[0].recall) == (None, 0)


def test_slices_say_how_far_the_time_goes() -> None:
    rows = [row("a", "core", "depth"), row("b", "core"), row("c", "more"), row("d", "depth"), row("e"), row("f")]
    plan = simulate(rows, goal(2, 2), once_more, ["core", "none", "more", "depth"])
    assert plan.parts == (
        Part("core", 2, TUESDAY, 1, 2.5),
        Part("more", 3, TUESDAY + timedelta(1), 2, 4),
        Part("depth", 4, TUESDAY + timedelta(1), 2, 5),
        Part("", 6, None, 3, 7.5),
    )


@pytest.mark.parametrize(("new", "kept"), [(1, ("one",)), (3, ("one",)), (4, ("one",)), (5, ("one", "two")), (9, ())])
def test_slices_are_kept_as_far_as_they_are_met(new: int, kept: tuple[str, ...]) -> None:
    rows = [row(str(n), tag) for n, tag in enumerate(["one"] * 6 + ["two"] * 4 + ["three"] * 8)]
    found = answer(rows, goal(2, new), once_more, ["one", "two"])
    assert found.kept == kept
    assert found.plan.cards == {(): 18, ("one",): 6, ("one", "two"): 10}[kept]
    assert (suspend_search(found, "A_b") == "") is (not kept)


def test_without_a_pace_it_takes_what_is_needed_up_to_an_hour() -> None:
    assert answer([row(str(n)) for n in range(30)], goal(10), once_more).plan.new == 3
    found = answer([row(str(n)) for n in range(500)], goal(10), once_more)
    assert found.plan.minutes <= HOUR
    assert not found.fits
    later = (found.later or TUESDAY) - TUESDAY
    assert answer([row(str(n)) for n in range(500)], goal(later.days, found.plan.new), once_more).fits
    assert not answer([row(str(n)) for n in range(500)], goal(later.days - 1, found.plan.new), once_more).fits


@pytest.mark.parametrize("minutes", [3, 10, 47.5, 1_000])
def test_minutes_are_used_up_and_no_week_takes_more(minutes: float) -> None:
    rows = [row(str(n)) for n in range(100)]
    plan = simulate(rows, goal(30, minutes=minutes), once_more)

    def most(new: int) -> float:
        days = [day.minutes for day in simulate(rows, goal(30, new), once_more).days]
        return max(sum(days[n : n + 7]) / 7 for n in range(24))

    assert most(plan.new) <= minutes
    assert plan.new == len(rows) or most(plan.new + 1) > minutes


def test_longer_texts_take_longer() -> None:
    minutes = [
        simulate([row("a", letters=(letters,))], Goal(TUESDAY, TUESDAY + timedelta(1), new=1), once_more)
        .days[0]
        .minutes
        for letters in (0, 98)
    ]
    assert minutes[0] * 60 / 2 == pytest.approx(8)
    assert minutes[1] * 60 / 2 == pytest.approx(18)


@pytest.mark.parametrize(
    ("rows", "wish", "said"),
    [
        ([], goal(5, 1), "there are no cards to plan"),
        ([row("empty", letters=())], goal(5, 1), "there are no cards to plan"),
        ([row("a")], goal(0, 1), "2026-11-24 leaves no day for study"),
        ([row("a")], goal(-3, 1), "2026-11-21 leaves no day for study"),
        ([row("a")], goal(1_000, 1), "2029-08-20 is 1,000 days away"),
        ([row("a")], goal(1, 1, skip=frozenset({1})), "no day before 2026-11-25 is left for study"),
        ([row("a")], goal(5, minutes=0.25), "one new card a day and its reviews take more than 0.25 min a day"),
    ],
)
def test_a_goal_that_cannot_be_planned_for_is_refused(rows: list[Row], wish: Goal, said: str) -> None:
    with pytest.raises(DeckgenError, match=said) as raised:
        simulate(rows, wish, once_more)
    assert raised.value.hint
