"""The types that stages hand to each other. All are immutable; none knows how it was made.

Those of which a build makes thousands are structs of msgspec: made in a quarter of a named tuple's time, read in half.
"""

from deckgen.model.cards import Card, Claim, DeckConfig, SheetPart
from deckgen.model.deck import Deck, MediaFile, Note, NoteField, NoteTemplate, NoteType
from deckgen.model.kinds import CardSpec, FieldSpec, Format, Kind, KnownType

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
    "MediaFile",
    "Note",
    "NoteField",
    "NoteTemplate",
    "NoteType",
    "SheetPart",
]
