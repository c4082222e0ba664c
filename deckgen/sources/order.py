"""Study order: by slice, then source order, but nothing before what it requires."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Protocol, TypeVar

from deckgen.model.diagnostics import Diagnostic, Span, finding, unknown_word
from deckgen.model.nodes import Scalar

_CYCLE = "requirement-cycle"
_SUGGESTIONS = 20
"""Unknown ids for which the nearest id is looked for among all."""


class Requiring(Protocol):
    """What is ordered: a card, as far as its order goes."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def span(self) -> Span:
        """Where it is."""

    @property
    def requires(self) -> tuple[Scalar, ...]:
        """The ids that it requires, with their places."""


T = TypeVar("T")
R = TypeVar("R", bound=Requiring)


def by_slice(cards: Iterable[T], slices: Sequence[str], tags_of: Callable[[T], Iterable[str]]) -> list[T]:
    """Order cards by the first slice tag that each has; those with none come last.

    Args:
        tags_of: A card's tags, as `slices` names them.
    """
    ranks = {tag: rank for rank, tag in reversed(tuple(enumerate(slices)))}
    last = len(slices)
    return sorted(cards, key=lambda card: min((ranks.get(tag, last) for tag in tags_of(card)), default=last))


def study_order(cards: Sequence[R], known: Collection[str] | None = ()) -> tuple[Sequence[R], tuple[Diagnostic, ...]]:
    """Order cards so that each comes after those it requires, otherwise as in the source.

    A card that is required by an earlier one moves up to right before it, and nothing else moves.

    Args:
        known: Other ids that may be required: those of cards with errors of their own. None where some
            file could not be read, so that no id can be called unknown.

    Returns:
        The ordered cards and the diagnostics: unknown ids, and a cycle with its whole path. With a
        cycle the order is the source's.
    """
    if not any(card.requires for card in cards):
        return cards, ()
    index = {card.id: n for n, card in enumerate(cards)}
    before = {n: sorted({index[r.text] for r in card.requires if r.text in index}) for n, card in enumerate(cards)}
    problems = [*_unknown(cards, index, known), *_cycle(cards, before)]
    if problems and problems[-1].rule == _CYCLE:
        return cards, tuple(problems)
    ordered: dict[int, None] = {}
    for n in range(len(cards)):
        pending = [n]
        while pending:
            missing = [required for required in before[pending[-1]] if required not in ordered]
            if missing:
                pending.extend(reversed(missing))
            else:
                ordered.setdefault(pending.pop())
    return [cards[n] for n in ordered], tuple(problems)


def _unknown(
    cards: Sequence[Requiring], index: Mapping[str, int], known: Collection[str] | None
) -> tuple[Diagnostic, ...]:
    if known is None:
        return ()
    unknown = [(card, r) for card in cards for r in card.requires if r.text not in index and r.text not in known]
    return tuple(
        unknown_word(
            "unknown-requirement",
            "'{id}' requires '{name}', which is not in this deck",
            "write the id of a card of this deck, or take it out",
            name.text,
            index.keys() - {card.id} if n < _SUGGESTIONS else (),
            id=card.id,
            name=name.text,
        ).at(Span(card.span.path, name.line, name.column))
        for n, (card, name) in enumerate(unknown)
    )


def _cycle(cards: Sequence[Requiring], before: Mapping[int, list[int]]) -> tuple[Diagnostic, ...]:
    try:
        TopologicalSorter(before).prepare()
    except CycleError as error:
        path = [cards[n] for n in reversed(error.args[1])]
        first = next(name for name in path[0].requires if name.text == path[1].id)
        span = Span(path[0].span.path, first.line, first.column)
        return (
            finding(
                "requirement-cycle",
                "these cards require each other in a circle: {path}",
                "take one 'requires' out of the circle",
                path=" → ".join(card.id for card in path),
            ).at(span),
        )
    return ()
