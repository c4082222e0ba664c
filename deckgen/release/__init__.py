"""Releases that are safe to import for years: what members already have, and what a release changes of it."""

from deckgen.release.content import note_hash, note_type_hash
from deckgen.release.ledger import LEDGER_NAME, Ledger, Release, ReleasedNote, ReleasedNoteType, format_ledger
from deckgen.release.reading import read_ledger
from deckgen.release.stamping import advance, recorded_stamps, stamps_for

__all__ = [
    "LEDGER_NAME",
    "Ledger",
    "Release",
    "ReleasedNote",
    "ReleasedNoteType",
    "advance",
    "format_ledger",
    "note_hash",
    "note_type_hash",
    "read_ledger",
    "recorded_stamps",
    "stamps_for",
]
