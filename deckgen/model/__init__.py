"""The types that stages hand to each other. All are immutable; none knows how it was made.

Most are named tuples, here and elsewhere: Python makes one in a third of a dataclass's time, and defines one in a fifth
of it, which each start of the command pays. What YAML holds is in `nodes`, as structs of msgspec, which are made in
half of that time again: a deck of 10,000 cards has 80,000 scalars. Who reads no YAML does not load them.
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
