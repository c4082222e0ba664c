"""Rules about cards, one a module: those that find what is lost run in every build, those that judge in `check`."""

from deckgen.rules.ignoring import heed, weighed
from deckgen.rules.own_files import check_own_files
from deckgen.rules.rule import CardFacts, DeckRule, Rule, Subject
from deckgen.rules.runner import Rules, card_rules, check_card, check_deck, deck_rules, facts_of
from deckgen.rules.settings import Settings
from deckgen.rules.unsafe import check_note

__all__ = [
    "CardFacts",
    "DeckRule",
    "Rule",
    "Rules",
    "Settings",
    "Subject",
    "card_rules",
    "check_card",
    "check_deck",
    "check_note",
    "check_own_files",
    "deck_rules",
    "facts_of",
    "heed",
    "weighed",
]
