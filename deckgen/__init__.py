"""deckgen: structured card sources in, Anki decks whose updates are safe to import out.

The promised interface is what `deckgen.api` names; it is loaded when the first of its names is asked for, so that
`deckgen --help` is quick.
"""

from typing import TYPE_CHECKING

from deckgen._version import __version__ as __version__

if TYPE_CHECKING:
    from deckgen.api import *  # noqa: F403


def __getattr__(name: str) -> object:
    if name.startswith("_") or name == "api":
        raise AttributeError(f"module 'deckgen' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module("deckgen.api"), name)
