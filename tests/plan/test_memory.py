"""The average life of a card, beside what Anki's own simulator says of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from anki.config_pb2 import ConfigKey
from anki.scheduler_pb2 import SimulateFsrsReviewRequest
from fsrs.scheduler import DEFAULT_PARAMETERS

from deckgen.plan import Goal, Row, make_plan
from deckgen.plan.memory import average_curve

if TYPE_CHECKING:
    from anki.collection import Collection
    from anki.scheduler_pb2 import SimulateFsrsReviewResponse

DAYS = 21
NEW = 2_000
"""New cards a day: so many that Anki's dice make less than 1 %."""
CARDS = 28_000
"""Two weeks of new cards, then a week of reviews alone."""
REVIEWS = 0.06
"""How far the number of reviews may be from Anki's. The Rust library below Anki lowers a card's stability at a `hard`
in a step of the same day, the Python one does not, and so has 2 to 4 % fewer reviews."""
KNOWN = 0.01
"""How far, in cards of a hundred, what is known may be from Anki's."""
KNOWN_FUZZY = 0.02
"""The same where Anki moves intervals by its fuzz, which a plan leaves out."""


def simulated(collection: Collection, retention: float, *, fuzz: bool) -> SimulateFsrsReviewResponse:
    """What Anki's simulator says, with the settings of a new collection."""
    collection.set_config_bool(ConfigKey.Bool.LOAD_BALANCER_ENABLED, fuzz)
    request = SimulateFsrsReviewRequest(
        params=DEFAULT_PARAMETERS,
        desired_retention=retention,
        deck_size=CARDS,
        days_to_simulate=DAYS,
        new_limit=NEW,
        review_limit=9_999_999,
        max_interval=36_500,
        learning_step_count=2,
        relearning_step_count=1,
        new_cards_ignore_review_limit=True,
    )
    return collection._backend.simulate_fsrs_review(request)


@pytest.mark.parametrize("retention", [0.8, 0.9, 0.95])
@pytest.mark.parametrize("fuzz", [False, True])
def test_a_plan_says_what_ankis_simulator_says(collection: Collection, retention: float, *, fuzz: bool) -> None:
    anki = simulated(collection, retention, fuzz=fuzz)
    rows = [Row(str(n), "", question=False, tags=(), letters=(50.0,)) for n in range(CARDS)]
    start = date(2026, 11, 24)
    plan = make_plan(rows, Goal(start, start + timedelta(DAYS), new=NEW, retention=retention)).plan
    assert [day.new for day in plan.days] == list(anki.daily_new_count)
    assert sum(day.reviews for day in plan.days) == pytest.approx(sum(anki.daily_review_count), rel=REVIEWS)
    for day, known in zip(plan.days, anki.accumulated_knowledge_acquisition, strict=True):
        assert day.known / CARDS == pytest.approx(known / CARDS, abs=KNOWN_FUZZY if fuzz else KNOWN)
    if not fuzz:
        week = slice(-7, None)
        for day, reviews in zip(plan.days[week], anki.daily_review_count[week], strict=True):
            assert day.reviews == pytest.approx(reviews, rel=2 * REVIEWS)


def test_no_chance_gets_lost() -> None:
    curve = average_curve((True,) * 60, 0.9)
    rounded = 1e-3  # Anki's shares of answers have four places, and do not add up to 1 quite
    assert all(0 <= chance <= 1 + rounded for chance in (*curve.reviewed, *curve.morning, *curve.evening))
    assert curve.evening[0] == pytest.approx(1, abs=rounded)
    assert curve.morning[0] == curve.reviewed[0] == 0
    assert 1 < curve.answers[0] < 6
    assert all(morning <= evening + 1e-9 for morning, evening in zip(curve.morning, curve.evening, strict=True))


def test_what_is_due_on_a_day_off_waits_for_the_next_day() -> None:
    every = average_curve((True,) * 8, 0.9)
    rested = average_curve((True, False, False, True, True, True, True, True), 0.9)
    assert every.reviewed[1] > 0
    assert rested.reviewed[1:3] == rested.answers[1:3] == (0, 0)
    assert rested.morning[3] < every.morning[3]
    assert rested.reviewed[3] > every.reviewed[3]


def test_a_day_later_changes_nothing_before_it() -> None:
    assert average_curve((True,) * 30, 0.9).morning[:10] == average_curve((True,) * 10, 0.9).morning


def test_a_higher_retention_takes_more_reviews_and_keeps_more() -> None:
    low, high = (average_curve((True,) * 30, retention) for retention in (0.8, 0.95))
    assert sum(high.answers) > 1.5 * sum(low.answers)
    assert high.morning[-1] > low.morning[-1] + 0.05
