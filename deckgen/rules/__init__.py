"""Rules about cards, one a module in `checks`: those that find what is lost run in every build, others in `check`."""

from deckgen.rules.ignoring import apply_severity, apply_suppressions
from deckgen.rules.rule import CardFacts, Subject
from deckgen.rules.runner import Rules, all_rules, check_card, check_deck, check_source, facts_of
from deckgen.rules.settings import Settings

__all__ = [
    "CardFacts",
    "Rules",
    "Settings",
    "Subject",
    "all_rules",
    "apply_severity",
    "apply_suppressions",
    "check_card",
    "check_deck",
    "check_source",
    "facts_of",
]
