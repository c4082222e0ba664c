"""Whether a deck will fit before a day, and how well it will be remembered then: FSRS, as Anki schedules."""

from deckgen.plan.rows import rows_of, slice_tags
from deckgen.plan.simulate import Answer, Day, DayRow, Goal, make_plan

__all__ = ["Answer", "Day", "DayRow", "Goal", "make_plan", "rows_of", "slice_tags"]
