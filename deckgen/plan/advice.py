"""What a plan comes to: what to leave out, and what to set in Anki."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deckgen.plan.model import Plan

_SPECIAL = re.compile(r'([\\"*_])')
"""What Anki's search reads as a wildcard or a sign of its own inside quotes."""
MOST_REVIEWS = 9999
"""Reviews a day that Anki is to allow: a plan puts none off, and Anki stops new cards too where this is reached."""


def kept_slices(plan: Plan) -> tuple[str, ...]:
    """The slices that remain if the plan's advice is taken: those met in time, and the first in any case."""
    done = [part.tag for part in plan.parts if part.done is not None]
    return tuple(done or [part.tag for part in plan.parts[:1]])


def leave_out_search(plan: Plan, deck: str) -> str:
    """What finds, in Anki's browser, the cards to suspend; empty where there are none.

    Args:
        plan: The plan.
        deck: The deck's name in Anki.
    """
    kept = kept_slices(plan)
    if plan.reached < plan.cards and kept and len(kept) < len(plan.parts):
        return " ".join([_term("deck", deck), *(f"-{_term('tag', tag)}" for tag in kept)])
    return ""


def _term(key: str, text: str) -> str:
    escaped = _SPECIAL.sub(r"\\\1", text)
    return f'"{key}:{escaped}"'
