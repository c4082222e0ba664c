"""What a deck sets of the rules: which are off or errors, and their limits."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from deckgen.messages.catalogue import entry
from deckgen.model import RuleSetting
from deckgen.model.diagnostics import Severity

OFF = "off"


class Settings(NamedTuple):
    """The rules in one deck: what it says of a rule, else what the catalogue says."""

    chosen: Mapping[str, RuleSetting] = MappingProxyType({})
    """Rule → what the deck says of it."""

    def runs(self, rule: str) -> bool:
        """Whether a rule is on."""
        setting = self.chosen.get(rule)
        return setting is None or setting.severity != OFF

    def severity(self, rule: str) -> Severity | None:
        """A rule's severity in the deck; None for one that is off.

        Raises:
            KeyError: There is no such rule.
        """
        if not self.runs(rule):
            return None
        setting = self.chosen.get(rule)
        return Severity((setting.severity if setting else "") or entry(rule).severity)

    def limit(self, rule: str, name: str) -> int:
        """A limit of a rule.

        Raises:
            KeyError: The rule has no such limit.
        """
        setting = self.chosen.get(rule)
        limits = dict(setting.limits) if setting else {}
        return limits[name] if name in limits else entry(rule).limits[name]
