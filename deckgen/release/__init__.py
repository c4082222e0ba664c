"""Releases that are safe to import for years: what members already have, and what a release changes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deckgen.release.building import recorded_stamps
    from deckgen.release.content import note_hash, note_type_hash
    from deckgen.release.ledger import LEDGER_NAME, Ledger, Release, ReleasedNote, ReleasedNoteType, format_ledger
    from deckgen.release.reading import read_ledger
    from deckgen.release.stamping import advance, stamps_for

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

_HOMES = {
    "LEDGER_NAME": "ledger",
    "Ledger": "ledger",
    "Release": "ledger",
    "ReleasedNote": "ledger",
    "ReleasedNoteType": "ledger",
    "advance": "stamping",
    "format_ledger": "ledger",
    "note_hash": "content",
    "note_type_hash": "content",
    "read_ledger": "reading",
    "recorded_stamps": "building",
    "stamps_for": "stamping",
}


def __getattr__(name: str) -> object:
    """Load a name when it is first asked for: `build` needs little of this, and starts sooner."""
    if name in _HOMES:
        from importlib import import_module  # noqa: PLC0415 - only when asked

        return getattr(import_module(f"deckgen.release.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'deckgen.release' has no attribute '{name}'")
