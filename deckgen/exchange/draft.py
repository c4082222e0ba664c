"""What an importer hands on: cards not yet written, and what a reader should know of how they came about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from deckgen.anki.snapshot import Snapshot
from deckgen.editing.card_files import CardText
from deckgen.model.diagnostics import Diagnostic, Finding


class Remark(NamedTuple):
    """What the report of an import says of one place of the source."""

    line: int
    """1-based; 0 where the source has no lines."""
    text: str
    """What of the source it is about."""
    why: Finding | Diagnostic | None = None
    file: str = ""
    """Which file of a folder that is imported."""


@dataclass(frozen=True, slots=True)
class CardDraft:
    """A card that waits for its id."""

    fields: CardText
    """Its kind's key first; lists, flags, `tags` and `requires` too."""
    line: int = 0
    """Where the source has it; 0 where the source has no lines."""
    title: str = ""
    """What its id is made of, where that is not its front."""


@dataclass(frozen=True, slots=True)
class DraftSection:
    """The cards of one category, which become one file."""

    name: str
    """The category; may be empty."""
    cards: tuple[CardDraft, ...]
    file: str = ""
    """What its file is called, where that is not the category."""


@dataclass(frozen=True, slots=True)
class Before:
    """What members have of a deck that moves in."""

    kinds: Mapping[str, str]
    """Path below `kinds/` → text: the note types that they know."""
    notes: Mapping[str, int]
    """Guid → when the note was last changed, in seconds since 1970."""
    note_types: Mapping[int, int]
    """Id → the same of each note type; none where the source does not know by which ids members know them."""
    package: Snapshot
    """The notes and note types as members have them."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A deck that waits to be written."""

    name: str
    """What the source calls itself; empty where it does not say."""
    sections: tuple[DraftSection, ...]
    """In study order."""
    media: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)
    """Name below `media/` → what reads the file; without those that the deck has already."""
    shown: frozenset[str] = frozenset()
    """What is below `media/` of what its cards show, old and new; where the deck may have some of it."""
    changed: tuple[Remark, ...] = ()
    """What reads otherwise than in the source."""
    look: tuple[Remark, ...] = ()
    """What a person should decide."""
    left: tuple[Remark, ...] = ()
    """What of the source is in no card, word by word."""
    before: Before | None = None
    """Only where members have the deck already."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """What `deck.yaml` says next to the name: key → its value as YAML."""
