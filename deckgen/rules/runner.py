"""Run the rules and turn their problems into diagnostics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen.diagnostics import Diagnostic, Span
from deckgen.rules import cloze_deletions, dead_link, stray_markup, unclosed_math
from deckgen.rules.rule import DeckFacts, Rule, Subject
from deckgen.sources.locate import locate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deckgen.model import Card, Note

_CORRECTNESS: tuple[Rule, ...] = (cloze_deletions.RULE, unclosed_math.RULE, stray_markup.RULE, dead_link.RULE)


def rules(*, quality: bool) -> tuple[Rule, ...]:
    """The rules that run, in their order; those that judge the writing load only where they are asked for."""
    if not quality:
        return _CORRECTNESS
    from deckgen.rules.quality import QUALITY  # noqa: PLC0415 - not in every build

    return (*_CORRECTNESS, *QUALITY)


def run(pairs: Sequence[tuple[Card, Note]], *, quality: bool) -> tuple[Diagnostic, ...]:
    """Check rendered cards.

    Args:
        pairs: Each card with its note.
        quality: Whether to judge the writing too.
    """
    running = rules(quality=quality)
    facts = _facts(pairs) if quality else DeckFacts({}, cites=False)
    found: list[Diagnostic] = []
    for card, note in pairs:
        subject = Subject(card, note, facts, "".join(note.fields))
        for rule in running:
            for problem in rule.check(subject):
                scalar = problem.scalar or card.values[card.kind.key][0]
                path = card.span.path
                here = Span(path, scalar.line, scalar.column)
                span = locate(path, scalar, problem.needle) if problem.needle else here
                found.append(Diagnostic(span, rule.name, problem.message, problem.hint, rule.severity))
    return tuple(found)


def _facts(pairs: Sequence[tuple[Card, Note]]) -> DeckFacts:
    from deckgen.rules.fronts import fold, plain_text  # noqa: PLC0415 - not in every build

    fronts: dict[str, str] = {}
    citing = 0
    for card, note in pairs:
        citing += "sources" in card.values
        fronts.setdefault(fold(plain_text(note.fields[0])), card.id)
    return DeckFacts(fronts, cites=citing * 2 > len(pairs))
