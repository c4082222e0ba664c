"""What a lint rule is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from deckgen.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from deckgen.diagnostics import Span
    from deckgen.model import Card, Note, Scalar


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding of a rule, before the runner adds place, name and severity."""

    message: str
    hint: str = ""
    scalar: Scalar | None = None
    """The text that it is about; the card's first where None."""
    needle: str = ""
    """The piece of that text to point at."""


class Subject(NamedTuple):
    """What a rule looks at: one card as written and as rendered."""

    card: Card
    note: Note
    rendered: str
    """All fields of the note in one: a rule that finds none of its signs in here is done."""

    def html(self, column: str) -> str:
        """The rendered text of a column; empty where the kind has no such column."""
        columns = self.card.kind.columns
        return self.note.fields[columns.index(column)] if column in columns else ""

    def scalar(self, column: str) -> Scalar | None:
        """The first text of a column, as written."""
        texts = self.card.values.get(column)
        return texts[0] if texts else None


class CardFacts(NamedTuple):
    """What a rule about the whole deck knows of one card."""

    id: str
    front: str
    """What it asks, folded: what makes no difference is gone."""
    place: Span
    """Where the front is written."""
    cites: bool
    """Whether it names its sources."""
    ignore: tuple[str, ...] = ()
    """The rules whose warnings it does not get."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule about single cards: its name, its weight, and a generator of problems.

    The docstring of the rule's module is its documentation and its test: the cards below `Passes:` must pass, those
    below `Fails:` must each be found.
    """

    name: str
    check: Callable[[Subject], Iterator[Problem]]
    severity: Severity = Severity.WARNING
    quality: bool = True
    """Whether it judges the writing; otherwise it finds what breaks in Anki, and runs in every build."""
    matters: Callable[[Sequence[CardFacts]], bool] = lambda _: True
    """Whether a deck is one for this rule; asked when all of its cards are known."""


@dataclass(frozen=True, slots=True)
class DeckRule:
    """A rule about cards beside each other; its module's docstring is as a `Rule`'s."""

    name: str
    check: Callable[[Sequence[CardFacts]], Iterator[tuple[CardFacts, Problem]]]
    severity: Severity = Severity.WARNING
