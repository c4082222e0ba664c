"""Rules about cards, one a module. `correctness` rules run in every build, `quality` rules in `deckgen check`."""

from deckgen.lint.rule import Rule
from deckgen.lint.runner import rules, run

__all__ = ["Rule", "rules", "run"]
