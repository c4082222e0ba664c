"""Rules about cards, one a module. `correctness` rules run in every build, `quality` rules in `deckgen check`."""

from deckgen.lint.rule import Rule
from deckgen.lint.runner import RULES, run

__all__ = ["RULES", "Rule", "run"]
