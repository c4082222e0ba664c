"""What changed between two decks: notes matched, fields compared in words."""

from deckgen.release.differences.compare import Difference, FieldChange, NoteChange, NoteTypeChange, compare
from deckgen.release.differences.snapshots import diff, open_snapshot

__all__ = ["Difference", "FieldChange", "NoteChange", "NoteTypeChange", "compare", "diff", "open_snapshot"]
