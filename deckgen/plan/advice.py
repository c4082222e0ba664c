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
    """The slices that remain if the plan's advice is taken: those of which at least half is met in time, and the first.

    To leave out a slice that is nearly done would waste days; one that has hardly begun takes them from what is known.
    """
    kept: list[str] = []
    begin = 0
    for part in plan.parts:
        if not kept or 2 * (plan.reached - begin) >= part.cards - begin:
            kept.append(part.tag)
        begin = part.cards
    return tuple(kept)


def leave_out_search(plan: Plan, deck: str) -> str:
    """What finds, in Anki's browser, the cards to suspend; empty where there are none.

    Args:
        plan: The plan.
        deck: The deck's name in Anki.
    """
    kept = kept_slices(plan)
    if len(kept) < len(plan.parts):
        return " ".join([_term("deck", deck), *(f"-{_term('tag', tag)}" for tag in kept)])
    return ""


def _term(key: str, text: str) -> str:
    escaped = _SPECIAL.sub(r"\\\1", text)
    return f'"{key}:{escaped}"'
