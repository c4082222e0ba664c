"""The deck's page on this machine, rebuilt and shown anew at every save."""

from deckgen.web.preview.live import Preview, Round
from deckgen.web.preview.server import HOST, PreviewServer, network_address, open_server
from deckgen.web.preview.watch import Watcher

__all__ = ["HOST", "Preview", "PreviewServer", "Round", "Watcher", "network_address", "open_server"]
