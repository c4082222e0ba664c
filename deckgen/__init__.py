"""deckgen: structured card sources in, Anki decks whose updates are safe to import out.

The promised interface is what `__all__` names; nothing else is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen._version import __version__

if TYPE_CHECKING:
    from deckgen.anki.package import Stamps, write_apkg
    from deckgen.model import Deck, DeckConfig, Note, NoteType
    from deckgen.model.diagnostics import DeckgenError, Diagnostic, Severity, Span
    from deckgen.pipeline.load import load
    from deckgen.release.building import Prepared, prepare
    from deckgen.release.differences import Difference, diff
    from deckgen.web.page import write_page

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
    "DeckgenError": "model.diagnostics",
    "Diagnostic": "model.diagnostics",
    "Difference": "release.differences",
    "Note": "model",
    "NoteType": "model",
    "Severity": "model.diagnostics",
    "Span": "model.diagnostics",
    "Stamps": "anki.package",
    "diff": "release.differences",
    "load": "pipeline.load",
    "Prepared": "release.building",
    "prepare": "release.building",
    "write_apkg": "anki.package",
    "write_page": "web.page",
}


def __getattr__(name: str) -> object:
    """Load a promised name when it is first asked for, so that `deckgen --help` is quick."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"deckgen.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'deckgen' has no attribute '{name}'")
