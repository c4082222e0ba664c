"""What a rule is. Its severity, why it is there, and cards that pass and fail are in the catalogue."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from deckgen.model import Card, Note
from deckgen.model.diagnostics import Diagnostic, Finding, Span
from deckgen.model.nodes import Scalar, SourceFile
from deckgen.sources.places import Places


class Problem(Struct, frozen=True):
    """What a rule finds in a card, before it has a place."""

    finding: Finding
    scalar: Scalar | None = None
    """The text that it is about; the card's first where None."""
    excerpt: str = ""
    """The piece of that text to point at."""


class Subject(Struct, frozen=True):
    """What a card rule looks at: one card as written and as rendered."""

    card: Card
    note: Note
    written: str
    """All texts of the card in one, each on lines of its own."""
    rendered: str
    """All fields of the note in one."""
    places: Places
    """The card's file."""

    def html(self, column: str) -> str:
        """The rendered text of a column; empty where the kind has no such column."""
        columns = self.card.kind.columns
        return self.note.fields[columns.index(column)] if column in columns else ""


class CardFacts(Struct, frozen=True):
    """What is compared of a card with the others of its deck."""

    id: str
    front: str
    """What it asks, without what makes no difference."""
    place: Span
    """Where the front is written."""
    ignore: tuple[Scalar, ...]
    """The rules that the card ignores and that found nothing in its file."""


class FileRule(Struct, frozen=True):
    """A rule about a card file as it is written."""

    name: str
    check: Callable[[SourceFile, Places], Iterator[Diagnostic]]


class CardRule(Struct, frozen=True):
    """A rule about single cards."""

    name: str
    check: Callable[[Subject], Iterator[Problem]]
    judges_html: bool = False
    """Whether it looks at fields that are written as HTML, too."""
    written: str = ""
    """Characters of a card's texts: where there is none of them, and none of `rendered`, the rule finds nothing."""
    rendered: str = ""
    """Characters of the note's fields. Without both, the rule is always run."""
