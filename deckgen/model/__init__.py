"""The types that stages hand to each other. All are immutable; none knows how it was made.

Most are named tuples, here and elsewhere. Python makes one in a third of a dataclass's time, and a deck of 10,000 cards
has 150,000 of them; and it defines one in a fifth of the time, which each start of the command pays.
"""

from deckgen.model.cards import Card, Claim, DeckConfig, SheetPart
from deckgen.model.deck import Deck, MediaFile, Note, NoteField, NoteTemplate, NoteType
from deckgen.model.kinds import CardSpec, FieldSpec, Format, Kind, KnownType
from deckgen.model.nodes import Mapping, Node, Scalar, Sequence, SourceFile

__all__ = [
    "Card",
    "CardSpec",
    "Claim",
    "Deck",
    "DeckConfig",
    "FieldSpec",
    "Format",
    "Kind",
    "KnownType",
    "Mapping",
    "MediaFile",
    "Node",
    "Note",
    "NoteField",
    "NoteTemplate",
    "NoteType",
    "Scalar",
    "Sequence",
    "SheetPart",
    "SourceFile",
]
