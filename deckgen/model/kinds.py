"""What a card can be: fields, cards, looks."""

from collections.abc import Mapping as MappingABC
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Any, Self

from msgspec import Struct
from msgspec.structs import replace

FILLED_COLUMNS = frozenset({"category", "id", "revision", "spare1", "spare2"})
"""Columns that are no fields of a card source: deckgen fills them."""


class Format(StrEnum):
    """How a field is written in the source and rendered in the note."""

    MARKDOWN = "markdown"
    STEPS = "steps"
    """A list of Markdown texts, rendered numbered."""
    BULLETS = "bullets"
    """A list of Markdown texts, rendered with bullets."""
    SOURCES = "sources"
    """A list of citations; arXiv numbers and DOIs become links."""
    FLAG = "flag"
    """true or false, rendered as `1` or nothing."""
    HTML = "html"
    """HTML as Anki has it, for what Markdown cannot say."""


class FieldSpec(Struct, frozen=True):
    """A field of a kind, as the author writes it."""

    name: str
    """Its key in the source and in the templates."""
    format: Format
    id: int
    """Pinned, so that a renamed field updates in place."""
    required: bool = False
    needs: str = ""
    """For a flag: the field without which its card would have no answer."""
    folds: bool = False
    """Whether a long text is folded away until the reader opens it."""
    since: int = 1
    """The shape of the kind that has it first."""
    anki: str = ""
    """Its name in Anki, where that is not simply its own."""
    helper: bool = False
    """Whether Anki's editor shows it closed, and deletes it only after asking: it holds no text to edit."""

    @property
    def title(self) -> str:
        """Its name in Anki, the same in every language: old versions take a renamed field for a new one."""
        return self.anki or _title(self.name)


class CardSpec(Struct, frozen=True):
    """A card of a kind: an Anki card template whose front and back are still in deckgen's own notation."""

    name: str
    id: int
    """Pinned, so that a renamed template updates in place."""
    front: str
    back: str
    when: str = ""
    """The column that must be filled for this card to exist; empty where it always does."""
    since: int = 1
    """The shape of the kind that has it first."""
    anki: str = ""
    """Its name in Anki, where that is not simply its own."""

    @property
    def title(self) -> str:
        """Its name in Anki, the same in every language."""
        return self.anki or _title(self.name)


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


class KnownType(Struct, frozen=True):
    """A note type that members had before the deck came to deckgen."""

    id: int
    name: str


class Kind(Struct, frozen=True, dict=True):
    """A kind of card source: `term`, `mechanism`, `question`, `cloze`, `basic`, or a deck's own."""

    name: str
    key: str
    """The first key of a card of this kind, which is also its first field."""
    fields: tuple[FieldSpec, ...]
    cards: tuple[CardSpec, ...]
    css: str
    labels: MappingABC[str, MappingABC[str, str]]
    """language → label name → text."""
    help: MappingABC[str, str]
    """Field name → one line for the editor and for `deckgen kinds`."""
    example: str
    """A YAML card of this kind: documentation and test at once."""
    cloze: bool = False
    own: bool = False
    """Whether the deck itself defines it."""
    known: KnownType | None = None
    """The note type that it goes on with. Such a kind has its own fields only, and templates as Anki has them."""
    settings: MappingABC[str, Any] = MappingProxyType({})
    """What Anki keeps of the note type that it goes on with; see `anki.settings`."""
    broken: bool = False
    """Whether its folder has errors: its cards are checked, but never compiled."""
    shape: int = 1
    """Which of its shapes this is: a kind that has fields or cards `since: 2` has a second one, and so on."""
    absent: frozenset[str] = frozenset()
    """The columns that only later shapes have."""

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names, in templates, of all Anki fields, in their frozen order."""
        return tuple(spec.name for spec in self.fields)

    @cached_property
    def authored(self) -> MappingABC[str, FieldSpec]:
        """The fields that an author writes, by name."""
        return {spec.name: spec for spec in self.fields if self.known or spec.name not in FILLED_COLUMNS}

    @cached_property
    def required(self) -> frozenset[str]:
        """The fields that no card is without."""
        return frozenset(spec.name for spec in self.authored.values() if spec.required)

    @cached_property
    def flags(self) -> frozenset[str]:
        """The fields that need another one."""
        return frozenset(spec.name for spec in self.authored.values() if spec.needs)

    @cached_property
    def html(self) -> frozenset[str]:
        """The fields that are written as HTML in every card."""
        return frozenset(spec.name for spec in self.fields if spec.format is Format.HTML)

    @cached_property
    def lists(self) -> frozenset[str]:
        """The fields that are lists of Markdown texts."""
        return frozenset(spec.name for spec in self.fields if spec.format in {Format.STEPS, Format.BULLETS})

    def at(self, shape: int) -> Self:
        """The kind as notes of one of its shapes have it: without what came later."""
        if shape >= self.shape:
            return self
        return replace(
            self,
            fields=tuple(spec for spec in self.fields if spec.since <= shape),
            cards=tuple(card for card in self.cards if card.since <= shape),
            shape=shape,
            absent=frozenset([spec.name for spec in self.fields if spec.since > shape]),
        )

    def field(self, name: str) -> FieldSpec | None:
        """The field of that name, or None."""
        return self._by_name.get(name)

    @cached_property
    def _by_name(self) -> MappingABC[str, FieldSpec]:
        return {spec.name: spec for spec in reversed(self.fields)}
