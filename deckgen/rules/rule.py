"""What a rule is. Its severity and limits, why it is there, and cards that pass and fail are in the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from deckgen.messages.catalogue import Value, Values
from deckgen.model import Card, Note, Scalar, SourceFile
from deckgen.model.diagnostics import Diagnostic, Span
from deckgen.rules.settings import Settings
from deckgen.sources.places import Places


class Problem(NamedTuple):
    """What a rule finds, before the runner adds place, words and severity."""

    scalar: Scalar | None
    """The text that it is about; the card's first where None."""
    excerpt: str
    """The piece of that text to point at."""
    case: str
    """Which of the rule's cases."""
    values: Values
    """What fills the words."""


def problem(scalar: Scalar | None = None, excerpt: str = "", case: str = "", /, **values: Value) -> Problem:
    """A problem with its values as keywords."""
    return Problem(scalar, excerpt, case, tuple(values.items()))


class Subject(NamedTuple):
    """What a card rule looks at: one card as written and as rendered."""

    card: Card
    note: Note
    rendered: str
    """All fields of the note in one."""
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
        """A limit of a rule, as this deck sets it."""
        return self.settings.limit(rule, name)


class CardFacts(NamedTuple):
    """What a deck rule knows of one card."""

    id: str
    front: str
    """What it asks, without what makes no difference: see `fronts.front_key`."""
    place: Span
    """Where the front is written."""
    ignore: tuple[Scalar, ...] = ()
    """The rules that the card ignores and that found nothing in its file."""


Messages: TypeAlias = Mapping[str, tuple[str, str]]
"""Case → message and hint in English, templates for the values of a problem."""


class FileRule(NamedTuple):
    """A rule about a card file as it is written."""

    name: str
    check: Callable[[SourceFile, Places], Iterator[Diagnostic]]
    messages: Messages


class CardRule(NamedTuple):
    """A rule about single cards."""

    name: str
    check: Callable[[Subject], Iterator[Problem]]
    messages: Messages
    judges: bool = True
    """Whether it judges the writing. Otherwise it finds what is lost or breaks in Anki, and runs in every build."""
    judges_html: bool = False
    """Whether it looks at fields that are written as HTML, too."""
    characters: str = ""
    """A card without any of them, as written and as rendered, has no problem; empty for a rule that is always run."""


class DeckRule(NamedTuple):
    """A rule that compares cards; it judges the writing."""

    name: str
    check: Callable[[Sequence[CardFacts]], Iterator[tuple[CardFacts, Problem]]]
    messages: Messages
