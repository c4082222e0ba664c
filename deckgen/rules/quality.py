"""The rules that judge the writing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen.rules import (
    given_away,
    long_answer,
    long_front,
    missing_alt,
    same_front,
    unsourced_number,
    yes_no,
)

if TYPE_CHECKING:
    from deckgen.rules.rule import Rule

QUALITY: tuple[Rule, ...] = (
    long_front.RULE,
    yes_no.RULE,
    given_away.RULE,
    same_front.RULE,
    long_answer.RULE,
    unsourced_number.RULE,
    missing_alt.RULE,
)
"""In the order in which they run."""
