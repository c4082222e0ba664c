"""A plan as plain values, for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from deckgen.plan.advice import MOST_REVIEWS, kept_slices, leave_out_search

if TYPE_CHECKING:
    from datetime import date

    from deckgen.model import DeckConfig
    from deckgen.plan.model import Day, Plan


def to_values(plan: Plan, config: DeckConfig) -> dict[str, Any]:
    """A whole plan, ready for `json.dumps`.

    Keys: `from`, `until`, `new`, `retention`, `days`, `questions`, `deck`, `slices`, `tags`, `anki`. Dates are ISO
    texts, or null for what is not met before the day; minutes, reviews and what is known are expected values; recall
    is a chance from 0 to 1.
    """
    goal = plan.goal
    return {
        "from": _text(goal.start),
        "until": _text(goal.until),
        "new": plan.new,
        "retention": goal.retention,
        "days": [_day(day) for day in plan.days],
        "questions": [
            {
                "id": question.id,
                "title": question.title,
                "card": question.position,
                "first_met": _text(question.learned),
                "recall": _round(question.recall),
            }
            for question in plan.questions
        ],
        "deck": {
            "cards": plan.cards,
            "reached": plan.reached,
            "recalled": _round(plan.recalled),
            "needed": plan.needed,
        },
        "slices": [
            {
                "tag": part.tag,
                "cards": part.cards,
                "all_met": _text(part.done),
                "needed": part.needed,
                "minutes": _round(part.minutes),
            }
            for part in plan.parts
        ],
        "tags": [{"tag": tag.tag, "cards": tag.cards, "reached": tag.reached} for tag in plan.tags],
        "anki": {
            "new_cards_a_day": plan.new,
            "maximum_reviews_a_day": MOST_REVIEWS,
            "fsrs": True,
            "desired_retention": goal.retention,
            "kept_slices": list(kept_slices(plan)),
            "suspend": leave_out_search(plan, config.name),
        },
    }


def _day(day: Day) -> dict[str, Any]:
    return {
        "date": _text(day.date),
        "study": day.study,
        "new": day.new,
        "reviews": _round(day.reviews),
        "minutes": _round(day.minutes),
        "known": _round(day.known),
    }


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _round(value: float) -> float:
    return round(value, 3)
