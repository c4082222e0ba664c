"""A card file compiles to a part that knows nothing of the others; parts join to a deck."""

from deckgen.pipeline.compile import Environment, KeptParts, Part, PartEntry, compile_part
from deckgen.pipeline.join import join

__all__ = ["Environment", "KeptParts", "Part", "PartEntry", "compile_part", "join"]
