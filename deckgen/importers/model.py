"""What an importer hands on: cards not yet written, and what a reader should know of how they came about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from deckgen.editing.card_files import CardText


class Remark(NamedTuple):
    """A word about one place of the source."""

    line: int
    """1-based; 0 where the source has no lines."""
    text: str


@dataclass(frozen=True, slots=True)
class CardDraft:
    """A card that waits for its id."""

    fields: CardText
    """Its kind's key first; lists, flags, `tags` and `requires` too."""
    line: int = 0
    """Where the source has it; 0 where the source has no lines."""


@dataclass(frozen=True, slots=True)
class Section:
    """The cards of one category, which become one file."""

    name: str
    cards: tuple[CardDraft, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A deck that waits to be written."""

    name: str
    """What the source calls itself; empty where it does not say."""
    sections: tuple[Section, ...]
    """In study order."""
    media: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)
    """Name below `media/` → what reads the file."""
    changed: tuple[Remark, ...] = ()
    """What reads otherwise than in the source."""
    look: tuple[Remark, ...] = ()
    """What a person should decide."""
    left: tuple[Remark, ...] = ()
    """What of the source is in no card, word by word."""
