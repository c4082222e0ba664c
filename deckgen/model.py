"""The types that stages hand to each other. All are immutable; none knows how it was made.

What a deck has one of for each card, or more, is a named tuple: Python makes one in a third of a dataclass's time, and
a deck of 10,000 cards has 150,000 of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping as MappingABC
    from pathlib import Path

    from deckgen.diagnostics import Span


# --- source → schema -------------------------------------------------------------------------------


class Scalar(NamedTuple):
    """A YAML scalar. Every scalar is text: `no`, `1.10` and `2024-01-01` stay as typed."""

    text: str
    line: int
    """1-based."""
    column: int
    """1-based, in characters."""
    style: str = ""
    """YAML's style sign: `|`, `>`, `'`, `"`, or empty for a plain scalar."""


class Sequence(NamedTuple):
    """A YAML list."""

    items: tuple[Node, ...]
    line: int
    column: int


class Mapping(NamedTuple):
    """A YAML mapping, its keys in source order; repeated keys were reported and dropped."""

    pairs: tuple[tuple[Scalar, Node], ...]
    line: int
    column: int
    flow: bool = False
    """Whether it was written with braces; `{{c1::…}}` without quotes is read so."""

    def get(self, key: str) -> Node | None:
        """The value under a key, or None."""
        return next((value for name, value in self.pairs if name.text == key), None)


Node: TypeAlias = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A YAML file, read."""

    path: str
    """As the author would type it; what diagnostics say."""
    root: Node | None
    """None for an empty file, and for a broken one."""
    broken: bool = False
    """Whether it could not be read: nobody knows which cards it holds."""


# --- kinds -----------------------------------------------------------------------------------------


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


@dataclass(frozen=True, slots=True)
class FieldSpec:
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

    @property
    def title(self) -> str:
        """Its name in Anki, the same in every language: old versions take a renamed field for a new one."""
        return self.anki or _title(self.name)


@dataclass(frozen=True, slots=True)
class CardSpec:
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


class KnownType(NamedTuple):
    """A note type that members had before the deck came to deckgen."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Kind:
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
    broken: bool = False
    """Whether its folder has errors: its cards are checked, but never compiled."""
    shape: int = 1
    """Which of its shapes this is: a kind that has fields or cards `since: 2` has a second one, and so on."""
    absent: frozenset[str] = frozenset()
    """The columns that only later shapes have."""
    columns: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """The names, in templates, of all Anki fields, in their frozen order."""

    def __post_init__(self) -> None:
        columns = tuple([spec.name for spec in self.fields])
        object.__setattr__(self, "columns", columns)  # once, not for every card that looks at them

    def at(self, shape: int) -> Kind:
        """The kind as notes of one of its shapes have it: without what came later."""
        if shape >= self.shape:
            return self
        return replace(
            self,
            fields=tuple([spec for spec in self.fields if spec.since <= shape]),
            cards=tuple([card for card in self.cards if card.since <= shape]),
            shape=shape,
            absent=frozenset([spec.name for spec in self.fields if spec.since > shape]),
        )

    def field(self, name: str) -> FieldSpec | None:
        """The field of that name, or None."""
        return next((spec for spec in self.fields if spec.name == name), None)


# --- schema → order → render -----------------------------------------------------------------------


class Card(NamedTuple):
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
    """The id of the card that this one follows up; empty for a card that stands alone."""
    ignore: tuple[Scalar, ...] = ()
    """The names of rules whose warnings it does not get."""
    guid: str = ""
    """The guid that members know it by; empty where it derives from the id."""


class Claim(NamedTuple):
    """A card's claim on an id. Whether it is the first, only the whole deck can tell."""

    id: str
    place: Span
    """Where the id is written."""
    card: Card | None = None
    """None where the card has an error: its id is taken all the same."""
    readable: bool = True
    """Whether its kind could be told; of one without, nothing more is said."""


@dataclass(frozen=True, slots=True)
class DeckConfig:
    """What `deck.yaml` says."""

    name: str
    id: str
    """Written once; guids and note type ids derive from it."""
    language: str = "en"
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
    """A URL with `{id}`: where members report a mistake on a card."""

    def deck_name(self, category: str) -> str:
        """The name of the deck in Anki that a category's cards go to."""
        return f"{self.name}::{category}" if self.subdecks and category else self.name


# --- render → apkg, page, release -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoteTemplate:
    """A card template as Anki gets it."""

    name: str
    id: int
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class NoteField:
    """A field of a note type as Anki gets it."""

    name: str
    id: int
    label: str
    """What people call it, in the deck's language."""


@dataclass(frozen=True, slots=True)
class NoteType:
    """A note type as Anki gets it."""

    kind: str
    id: int
    name: str
    fields: tuple[NoteField, ...]
    templates: tuple[NoteTemplate, ...]
    css: str
    cloze: bool
    columns: tuple[str, ...]
    """The language-free names of `fields`, in the same order."""
    shape: int = 1
    """Which shape of its kind it is."""


class Note(NamedTuple):
    """A note as Anki gets it, but for its modification time."""

    id: str
    """The author's id, unique in the deck."""
    guid: str
    kind: str
    fields: tuple[str, ...]
    """HTML, in the note type's field order."""
    tags: tuple[str, ...]
    category: str
    cards: tuple[int, ...]
    """The ordinals of the cards that exist."""
    title: str
    """Its front as plain text: what release notes and diffs call it."""
    media: tuple[str, ...]
    """Packed names of the media files that it shows."""
    span: Span
    shape: int = 1
    """The shape of its kind that it has."""
    source: str = ""
    """Hash of what the author wrote: see `rendering.source_hash`."""


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A media file that some note shows."""

    name: str
    """The name in the package: stem, content hash, suffix."""
    path: Path


@dataclass(frozen=True, slots=True)
class MediaProblem:
    """Why a picture or sound that a card names cannot be packed."""

    rule: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Deck:
    """A whole deck, ready to write."""

    config: DeckConfig
    note_types: tuple[NoteType, ...]
    notes: tuple[Note, ...]
    """In study order."""
    media: tuple[MediaFile, ...]
    kinds: tuple[Kind, ...] = field(default=())
    description: str = ""
    """What Anki shows above the deck, as HTML."""

    @property
    def types(self) -> dict[tuple[str, int], NoteType]:
        """The note types by kind and shape: those of a note."""
        return {(note_type.kind, note_type.shape): note_type for note_type in self.note_types}

    def note_type(self, kind: str, shape: int = 1) -> NoteType:
        """The note type of a kind's shape.

        Raises:
            KeyError: The deck has no such note.
        """
        return self.types[kind, shape]
