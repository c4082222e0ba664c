"""The rules that judge the writing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen.rules import (
    given_away,
    long_answer,
    long_front,
    many_at_once,
    missing_alt,
    missing_source,
    same_front,
    undefined_abbreviation,
    unsourced_number,
    unused_term,
    yes_no,
)

if TYPE_CHECKING:
    from deckgen.rules.rule import DeckRule, Rule

QUALITY: tuple[Rule, ...] = (
    long_front.RULE,
    yes_no.RULE,
    given_away.RULE,
    many_at_once.RULE,
    long_answer.RULE,
    unsourced_number.RULE,
    missing_alt.RULE,
)
"""In the order in which they run."""
BESIDE_EACH_OTHER: tuple[DeckRule, ...] = (
    same_front.RULE,
    undefined_abbreviation.RULE,
    unused_term.RULE,
    missing_source.RULE,
)
"""Those that compare cards."""
