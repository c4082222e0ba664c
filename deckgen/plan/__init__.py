"""Whether a deck will fit before a day, and how well it will be remembered then."""

from __future__ import annotations

from collections.abc import Sequence

from deckgen.plan.memory import average_curve
from deckgen.plan.model import Goal, Plan, Row
from deckgen.plan.simulate import simulate

__all__ = ["Goal", "Plan", "Row", "make_plan"]


def make_plan(rows: Sequence[Row], goal: Goal, slices: Sequence[str] = ()) -> Plan:
    """Make a plan with FSRS, as Anki schedules.

    Args:
        rows: The deck's notes in study order.
        goal: What the learner wants.
        slices: The tags by which the deck is ordered, in their order.

    Raises:
        DeckgenError: The goal cannot be planned for, and why.
    """
    return simulate(rows, goal, average_curve, slices)
