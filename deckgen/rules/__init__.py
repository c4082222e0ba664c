"""Rules about cards, one a module. `correctness` rules run in every build, `quality` rules in `deckgen check`."""

from deckgen.rules.rule import CardFacts, DeckRule, Rule
from deckgen.rules.runner import card_rules, check_card, check_deck, deck_rules, facts_of
from deckgen.rules.unsafe import check_note

__all__ = [
    "CardFacts",
    "DeckRule",
    "Rule",
    "card_rules",
    "check_card",
    "check_deck",
    "check_note",
    "deck_rules",
    "facts_of",
]
