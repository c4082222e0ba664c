"""deckgen: structured card sources in, Anki decks whose updates are safe to import out.

The promised interface is what `deckgen.exchange.api` names, and `write_page`. Both are loaded when the first of their
names is asked for, so that `deckgen --help` is quick.
"""

from typing import TYPE_CHECKING

from deckgen._version import __version__ as __version__

if TYPE_CHECKING:
    from deckgen.exchange.api import *  # noqa: F403
    from deckgen.web.page import write_page as write_page


def __getattr__(name: str) -> object:
    if name.startswith("_"):
        raise AttributeError(f"module 'deckgen' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module("deckgen.web.page" if name == "write_page" else "deckgen.exchange.api"), name)
