"""What a rule is. Its words, how much it weighs, its limits, and cards that pass and fail stand in the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from deckgen.messages.catalogue import Value, Values
    from deckgen.model import Card, Note, Scalar
    from deckgen.model.diagnostics import Span
    from deckgen.rules.settings import Settings
    from deckgen.sources.places import Places


class Problem(NamedTuple):
    """A finding of a rule, before the runner adds its place, words and weight."""

    scalar: Scalar | None
    """The text that it is about; the card's first where None."""
    needle: str
    """The piece of that text to point at."""
    case: str
    """Which of the rule's cases."""
    values: Values
    """What fills the words."""


def problem(scalar: Scalar | None = None, needle: str = "", case: str = "", /, **values: Value) -> Problem:
    """A finding; see `Problem`."""
    return Problem(scalar, needle, case, tuple(values.items()))


class Subject(NamedTuple):
    """What a rule looks at: one card as written and as rendered."""

    card: Card
    note: Note
    rendered: str
    """All fields of the note in one: a rule that finds none of its signs in here is done."""
    places: Places
    """The card's file."""
    settings: Settings

    def html(self, column: str) -> str:
        """The rendered text of a column; empty where the kind has no such column."""
        columns = self.card.kind.columns
        return self.note.fields[columns.index(column)] if column in columns else ""

    def scalar(self, column: str) -> Scalar | None:
        """The first text of a column, as written."""
        texts = self.card.values.get(column)
        return texts[0] if texts else None

    def limit(self, rule: str, name: str) -> int:
        """A limit of a rule, as this deck has it."""
        return self.settings.limit(rule, name)


class CardFacts(NamedTuple):
    """What a rule about the whole deck knows of one card."""

    id: str
    front: str
    """What it asks, folded: what makes no difference is gone."""
    place: Span
    """Where the front is written."""
    cites: bool
    """Whether it names its sources."""
    ignore: tuple[Scalar, ...] = ()
    """The rules whose warnings it does not get, and got none of so far."""
    requires: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    """What a term card names, as plain text: the term, and what it stands for."""
    text: str = ""
    """All that it says, as plain text, but for its sources; empty where no rule asks for it."""


class Rule(NamedTuple):
    """A rule about single cards: a generator of problems under a name of the catalogue."""

    name: str
    check: Callable[[Subject], Iterator[Problem]]
    judges: bool = True
    """Whether it judges the writing; otherwise it finds what is lost or breaks in Anki, and runs in every build."""
    signs: tuple[str, ...] = ()
    """Regular expressions, without flags: a card that renders to no match of any has nothing for the rule. None for a
    rule that looks at more than what is rendered: it is asked about every card."""
    matters: Callable[[Sequence[CardFacts]], bool] = lambda _: True
    """Whether a deck is one for this rule; asked when all of its cards are known."""


class DeckRule(NamedTuple):
    """A rule about cards beside each other; it judges the writing."""

    name: str
    check: Callable[[Sequence[CardFacts], Settings], Iterator[tuple[CardFacts, Problem]]]
    reads: bool = False
    """Whether it needs `CardFacts.text`."""
