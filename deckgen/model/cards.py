"""Checked cards, and what a deck says of itself."""

from __future__ import annotations

from collections.abc import Mapping as MappingABC
from typing import TYPE_CHECKING

from msgspec import Struct

from deckgen.model.diagnostics import Span
from deckgen.model.kinds import Kind

if TYPE_CHECKING:
    from deckgen.model.nodes import Scalar


class Card(Struct, frozen=True):
    """A card source, checked: known kind, known fields, required ones filled, an id."""

    kind: Kind
    id: str
    span: Span
    category: str
    tags: tuple[str, ...]
    requires: tuple[Scalar, ...]
    values: MappingABC[str, tuple[Scalar, ...]]
    """Column name → its texts, with their places. Absent where the author wrote nothing."""
    parent: str = ""
    """The id of the card that this one follows up; empty for none."""
    ignore: tuple[Scalar, ...] = ()
    """The names of rules whose warnings it does not get."""
    guid: str = ""
    """The guid that members know it by; empty where it derives from the id."""
    html: frozenset[str] = frozenset()
    """The columns that are written as HTML: those of the kind, and those that this card names."""


class Claim(Struct, frozen=True):
    """A card's claim on an id. Whether it is the first, only the whole deck can tell."""

    id: str
    place: Span
    """Where the id is written."""
    card: Card | None = None
    """None where the card has an error: its id is taken all the same."""
    readable: bool = True
    """Whether its kind is known; of a card without, nothing more is reported."""


class SheetPart(Struct, frozen=True):
    """A heading of the sheet for the day, and what is below it."""

    title: str
    tags: tuple[str, ...]
    """The author's tags: a card that has one of them is here."""
    fields: tuple[str, ...]
    """What is printed of a card, in this order; empty for what its kind requires."""
    span: Span
    """Where it is written."""


class DeckConfig(Struct, frozen=True):
    """What `deck.yaml` says."""

    name: str
    id: str
    """Written once; guids and note type ids derive from it."""
    language: str = "en"
    file: str = ""
    """What its packages and pages are called; empty for its name in ASCII."""
    description: str = ""
    author: str = ""
    licence: str = ""
    tag: str = ""
    """The root tag; by default the deck's name."""
    subdecks: bool = False
    tts: str = ""
    """A language such as `ko_KR` that fronts are read aloud in; empty for none."""
    slices: tuple[str, ...] = ()
    """Tags in the order in which their cards are studied."""
    report: str = ""
    """A mail address, or a URL with `{id}`, `{revision}`, `{front}`: where members report a mistake on a card."""
    rules: tuple[tuple[str, str], ...] = ()
    """Rule → `off`, `warning` or `error`, where the deck says so."""
    site: str = ""
    """The address of the deck's site; empty where it has none."""
    introductions: tuple[tuple[str, str], ...] = ()
    """Category → the sentences that a page has before its cards."""
    sheet: tuple[SheetPart, ...] = ()
    """What the sheet for the day holds, in its order; empty where the deck has none."""

    @property
    def file_name(self) -> str:
        """What names its packages and pages, with what the file system refuses still in it."""
        return self.file or self.name

    def deck_name(self, category: str) -> str:
        """The name of the deck in Anki that a category's cards go to."""
        return f"{self.name}::{category}" if self.subdecks and category else self.name
