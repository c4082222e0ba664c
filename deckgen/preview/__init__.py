"""The deck's page on this machine, rebuilt and shown anew at every save."""

from deckgen.preview.live import Preview, Round
from deckgen.preview.server import PreviewServer, open_server
from deckgen.preview.watch import Watcher

__all__ = ["Preview", "PreviewServer", "Round", "Watcher", "open_server"]
