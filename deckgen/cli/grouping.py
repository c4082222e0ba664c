"""Many equal findings on one screen: the first few of each kind, then how many more there are; and totals by rule."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from deckgen.model.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deckgen.model.diagnostics import Diagnostic

FIRST = 3
"""Findings of a kind that are shown where there are many."""
FEW = 5
"""Up to so many of a kind, all are shown."""


class Shown(NamedTuple):
    """A finding that is shown."""

    diagnostic: Diagnostic
    more: int = 0
    """How many of its kind are left out behind it."""


class Total(NamedTuple):
    """How often a rule found something."""

    rule: str
    severity: Severity
    number: int


def grouped(diagnostics: Sequence[Diagnostic]) -> tuple[Shown, ...]:
    """What to show of many findings, in their order: those of one rule and one case are of a kind.

    Args:
        diagnostics: All of them.
    """
    numbers = Counter(_kind(diagnostic) for diagnostic in diagnostics)
    seen: Counter[tuple[str, str, Severity]] = Counter()
    shown: list[Shown] = []
    for diagnostic in diagnostics:
        kind = _kind(diagnostic)
        seen[kind] += 1
        many = numbers[kind] > FEW
        if not many or seen[kind] <= FIRST:
            shown.append(Shown(diagnostic, numbers[kind] - FIRST if many and seen[kind] == FIRST else 0))
    return tuple(shown)


def totals(diagnostics: Sequence[Diagnostic]) -> tuple[Total, ...]:
    """How often each rule found something: errors first, then what is most."""
    numbers = Counter((diagnostic.rule, diagnostic.severity) for diagnostic in diagnostics)
    found = [Total(rule, severity, number) for (rule, severity), number in numbers.items()]
    return tuple(sorted(found, key=lambda total: (total.severity is not Severity.ERROR, -total.number, total.rule)))


def _kind(diagnostic: Diagnostic) -> tuple[str, str, Severity]:
    return diagnostic.rule, diagnostic.case, diagnostic.severity
