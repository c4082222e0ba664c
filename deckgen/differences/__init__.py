"""What changed between two decks: notes matched, fields compared in words."""

from deckgen.differences.compare import compare
from deckgen.differences.model import Difference, FieldChange, NoteChange, NoteTypeChange
from deckgen.differences.places import diff, open_snapshot

__all__ = ["Difference", "FieldChange", "NoteChange", "NoteTypeChange", "compare", "diff", "open_snapshot"]
