"""Run the rules and turn their problems into diagnostics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen.diagnostics import Diagnostic, Span
from deckgen.lint import cloze_deletions, unclosed_math
from deckgen.lint.rule import Rule, Subject
from deckgen.locate import locate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from deckgen.model import Card, Note

RULES: tuple[Rule, ...] = (cloze_deletions.RULE, unclosed_math.RULE)
"""Every rule, in the order in which it runs."""


def run(pairs: Iterable[tuple[Card, Note]], language: str, *, quality: bool) -> tuple[Diagnostic, ...]:
    """Check rendered cards.

    Args:
        pairs: Each card with its note.
        language: The deck's language: some rules know only some languages.
        quality: Whether to judge the writing too.
    """
    rules = [rule for rule in RULES if quality or not rule.quality]
    found: list[Diagnostic] = []
    for card, note in pairs:
        subject = Subject(card, note, language)
        for rule in rules:
            for problem in rule.check(subject):
                scalar = problem.scalar or card.values[card.kind.key][0]
                path = card.span.path
                span = (
                    locate(path, scalar, problem.needle) if problem.needle else Span(path, scalar.line, scalar.column)
                )
                found.append(Diagnostic(span, rule.name, problem.message, problem.hint, rule.severity))
    return tuple(found)
