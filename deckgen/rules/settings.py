"""What a deck makes of the rules: which it turns off or takes for errors, and their limits."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from deckgen.messages.catalogue import entry
from deckgen.model.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deckgen.model import RuleSetting

OFF = "off"


class Settings(NamedTuple):
    """The rules as one deck has them: what it says of a rule, else what the catalogue says."""

    chosen: Mapping[str, RuleSetting] = MappingProxyType({})
    """Rule → what the deck says of it."""

    def runs(self, rule: str) -> bool:
        """Whether a rule is on."""
        return self._weight(rule) != OFF

    def severity(self, rule: str) -> Severity | None:
        """How much a rule weighs here; None for one that is off.

        Raises:
            KeyError: There is no such rule.
        """
        weight = self._weight(rule)
        return None if weight == OFF else Severity(weight)

    def limit(self, rule: str, name: str) -> int:
        """A limit of a rule.

        Raises:
            KeyError: The rule has no such limit.
        """
        setting = self.chosen.get(rule)
        limits = dict(setting.limits) if setting else {}
        return limits[name] if name in limits else entry(rule).limits[name]

    def _weight(self, rule: str) -> str:
        setting = self.chosen.get(rule)
        return (setting.severity if setting else "") or entry(rule).severity
