"""Study order: source order, but nothing before what it requires."""

from __future__ import annotations

import heapq
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from deckgen.diagnostics import Diagnostic, Span, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection

    from deckgen.model import Card


def study_order(
    cards: tuple[Card, ...], known: Collection[str] | None = ()
) -> tuple[tuple[Card, ...], tuple[Diagnostic, ...]]:
    """Order cards so that each stands after those it requires, otherwise as in the source.

    Args:
        cards: In source order.
        known: The ids that may be required besides: those of cards with errors of their own. None where some
            file could not be read, so that no id can be called unknown.

    Returns:
        The ordered cards and the diagnostics: unknown ids, and a cycle with its whole path. With a
        cycle the order is the source's.
    """
    if not any(card.requires for card in cards):
        return cards, ()
    index = {card.id: n for n, card in enumerate(cards)}
    diagnostics: list[Diagnostic] = []
    sorter: TopologicalSorter[int] = TopologicalSorter()
    for n, card in enumerate(cards):
        before: list[int] = []
        for name in card.requires:
            if name.text in index:
                before.append(index[name.text])
            elif known is not None and name.text not in known:
                span = Span(card.span.path, name.line, name.column)
                message = f"'{card.id}' requires '{name.text}', which is no card of this deck"
                diagnostics.append(
                    Diagnostic(
                        span,
                        "unknown-requirement",
                        message,
                        did_you_mean(name.text, index),
                    )
                )
        sorter.add(n, *before)
    try:
        sorter.prepare()
    except CycleError as error:
        path = [cards[n] for n in reversed(error.args[1])]
        names = " → ".join(card.id for card in path)
        message = f"these cards require each other in a circle: {names}"
        first = next(name for name in path[0].requires if name.text == path[1].id)
        span = Span(path[0].span.path, first.line, first.column)
        return cards, (
            *diagnostics,
            Diagnostic(span, "requirement-cycle", message, "take one 'requires' out of the circle"),
        )
    ordered: list[Card] = []
    ready = list(sorter.get_ready())
    heapq.heapify(ready)
    while ready:
        n = heapq.heappop(ready)
        ordered.append(cards[n])
        sorter.done(n)
        for following in sorter.get_ready():
            heapq.heappush(ready, following)
    return tuple(ordered), tuple(diagnostics)
