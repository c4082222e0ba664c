"""A card in the shape of its kind with which it was released."""

from __future__ import annotations

from deckgen.model import Card
from deckgen.model.diagnostics import Diagnostic, Span, finding


def fitted(card: Card, shape: int) -> tuple[Card, tuple[Diagnostic, ...]]:
    """A card as its note type can hold it.

    Args:
        card: As written; its kind has the newest shape.
        shape: The shape that its note keeps for life.

    Returns:
        The card with its kind in that shape, and a problem for each text that has no field there.
    """
    if shape == card.kind.shape:
        return card, ()
    kind = card.kind.at(shape)
    if not kind.absent.intersection(card.values):
        return card._replace(kind=kind), ()
    problems = tuple(
        finding(
            "late-field",
            "'{name}' was added after this card was released: a card keeps the fields of its first release",
            "write it into 'detail', or retire this card and write a new one with another id",
            name=name,
        ).at(Span(card.span.path, texts[0].line, texts[0].column))
        for name, texts in card.values.items()
        if name in kind.absent
    )
    values = {name: texts for name, texts in card.values.items() if name not in kind.absent}
    return card._replace(kind=kind, values=values), problems
