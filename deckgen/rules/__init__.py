"""Rules about cards, one a module. `correctness` rules run in every build, `quality` rules in `deckgen check`."""

from deckgen.rules.rule import Rule
from deckgen.rules.runner import rules, run

__all__ = ["Rule", "rules", "run"]
