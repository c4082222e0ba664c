"""A part: what one card file compiles to. Plain values, so that it can be kept, compared and pickled."""

from __future__ import annotations

from typing import NamedTuple

from deckgen.model import Note
from deckgen.model.diagnostics import Diagnostic, Span
from deckgen.model.nodes import Scalar
from deckgen.rendering.markdown import Lookup


class PartEntry(NamedTuple):
    """A card of a part."""

    id: str
    place: Span
    """Where its id is written."""
    note: Note | None = None
    """None where the card has an error: its id is taken all the same."""
    readable: bool = True
    """Whether its kind is known; otherwise nothing more is reported of it."""
    requires: tuple[Scalar, ...] = ()
    first: Scalar | None = None
    """The text that it asks about; None where the card has an error."""
    ignore: tuple[Scalar, ...] = ()
    """The rules that the card ignores and that found nothing in its file."""

    @property
    def span(self) -> Span:
        """Where the card is."""
        return self.place if self.note is None else self.note.span


class Part(NamedTuple):
    """One card file, compiled by itself."""

    path: str
    """The file, as diagnostics call it."""
    entries: tuple[PartEntry, ...] = ()
    """In source order."""
    media: tuple[Lookup, ...] = ()
    """What its notes show, found or not; each once."""
    diagnostics: tuple[Diagnostic, ...] = ()
    broken: bool = False
    """Whether the file could not be read: which cards it holds is unknown."""
