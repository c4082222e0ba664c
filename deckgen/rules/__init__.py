"""Rules about cards, one a module in `checks`, and about a deck's own kinds and styles."""

from deckgen.rules.rule import CardFacts, Subject
from deckgen.rules.runner import check_card, check_deck, check_source
from deckgen.rules.suppressions import Settings, apply_severity, apply_suppressions

__all__ = [
    "CardFacts",
    "Settings",
    "Subject",
    "apply_severity",
    "apply_suppressions",
    "check_card",
    "check_deck",
    "check_source",
]
