"""deckgen: structured card sources in, Anki decks whose updates are safe to import out.

The promised interface is what `__all__` names; nothing else is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen._version import __version__

if TYPE_CHECKING:
    from deckgen.anki.package import Stamps, write_apkg
    from deckgen.diagnostics import DeckgenError, Diagnostic, Severity, Span
    from deckgen.differences import Difference, diff
    from deckgen.model import Deck, DeckConfig, Note, NoteType
    from deckgen.page import write_page
    from deckgen.pipeline import load
    from deckgen.release.building import Prepared, prepare

__all__ = [
    "Deck",
    "DeckConfig",
    "DeckgenError",
    "Diagnostic",
    "Difference",
    "Note",
    "NoteType",
    "Prepared",
    "Severity",
    "Span",
    "Stamps",
    "__version__",
    "diff",
    "load",
    "prepare",
    "write_apkg",
    "write_page",
]

_HOMES = {
    "Deck": "model",
    "DeckConfig": "model",
    "DeckgenError": "diagnostics",
    "Diagnostic": "diagnostics",
    "Difference": "differences",
    "Note": "model",
    "NoteType": "model",
    "Severity": "diagnostics",
    "Span": "diagnostics",
    "Stamps": "anki.package",
    "diff": "differences",
    "load": "pipeline",
    "Prepared": "release.building",
    "prepare": "release.building",
    "write_apkg": "anki.package",
    "write_page": "page",
}


def __getattr__(name: str) -> object:
    """Load a promised name when it is first asked for, so that `deckgen --help` is quick."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"deckgen.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'deckgen' has no attribute '{name}'")
