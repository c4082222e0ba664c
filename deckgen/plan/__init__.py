"""Whether a deck will fit before a day, and how well it will be remembered then: FSRS, as Anki schedules."""

from collections.abc import Sequence

from deckgen.plan.model import Answer, Goal, Row
from deckgen.plan.simulate import answer

__all__ = ["Answer", "Goal", "Row", "make_plan"]


def make_plan(rows: Sequence[Row], goal: Goal, slices: Sequence[str] = ()) -> Answer:
    """Plan for notes in study order; `slices` are the tags by which they are ordered.

    Raises:
        DeckgenError: The goal cannot be planned for.
    """
    from deckgen.plan.memory import average_curve  # loads FSRS

    return answer(rows, goal, average_curve, slices)
