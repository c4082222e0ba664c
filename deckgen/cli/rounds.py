"""What is new or gone among a deck's problems since the last look at it: lines that move change nothing."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from deckgen.sources.places import SourceFiles

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from deckgen.model.diagnostics import Diagnostic

_PLACES = frozenset({"line", "place"})
"""Values that say where something else stands."""
_LONGEST_LINE = 1_000


class Problem(NamedTuple):
    """A problem as it was seen."""

    diagnostic: Diagnostic
    line: str
    """The source line at its place, as it was then."""


class News(NamedTuple):
    """What one look at a deck tells that the last did not."""

    new: tuple[Problem, ...]
    gone: tuple[Problem, ...]
    standing: tuple[Problem, ...]
    """What the next look is compared with."""


def seen(diagnostics: Iterable[Diagnostic]) -> tuple[Problem, ...]:
    """Problems with the lines where they stand now."""
    files = SourceFiles()
    return tuple([Problem(d, files.places(d.span.path).excerpt(d.span, _LONGEST_LINE).text) for d in diagnostics])


def news(standing: Sequence[Problem], now: Sequence[Problem]) -> News:
    """Compare two looks at a deck.

    Args:
        standing: What was wrong up to now.
        now: All that is wrong now. An error may hide warnings, so that they are not gone before the last error is.
    """
    new, gone = tuple(now), tuple(standing)
    for sort in (_exactly, _by_line, _by_number):
        new, gone = _unmatched(new, gone, sort)
    hidden: tuple[Problem, ...] = ()
    if any(problem.diagnostic.is_error for problem in now):
        hidden = tuple([problem for problem in gone if not problem.diagnostic.is_error])
        gone = tuple([problem for problem in gone if problem.diagnostic.is_error])
    return News(new, gone, (*now, *hidden))


def _unmatched(
    new: Sequence[Problem], gone: Sequence[Problem], sort: Callable[[Problem], Hashable]
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """What of both is left where each takes one of its sort away from the other, the last first."""
    left: defaultdict[Hashable, list[Problem]] = defaultdict(list)
    for problem in gone:
        left[sort(problem)].append(problem)
    still: list[Problem] = []
    matched: set[int] = set()
    for problem in reversed(new):
        same = left.get(sort(problem))
        if same:
            matched.add(id(same.pop()))
        else:
            still.append(problem)
    return tuple(reversed(still)), tuple([problem for problem in gone if id(problem) not in matched])


def _exactly(problem: Problem) -> Hashable:
    return problem


def _by_line(problem: Problem) -> Hashable:
    return _said(problem), problem.line


def _by_number(problem: Problem) -> Hashable:
    return _said(problem), problem.diagnostic.span.line


def _said(problem: Problem) -> Hashable:
    """What a problem says, and of which file, wherever in it."""
    told = problem.diagnostic
    values = tuple([value for value in told.values if value[0] not in _PLACES])
    return told.span.path, told.rule, told.case, told.severity, values or told.message
