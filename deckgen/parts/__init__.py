"""A card file compiles to a part that knows nothing of the others; parts join to a deck."""

from deckgen.parts.compile import Environment, compile_part
from deckgen.parts.join import join
from deckgen.parts.kept import KeptParts
from deckgen.parts.part import Entry, Part

__all__ = ["Entry", "Environment", "KeptParts", "Part", "compile_part", "join"]
