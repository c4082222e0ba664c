"""Whatever may listen where AnkiConnect should: it answers every request with what a file holds."""

from __future__ import annotations

import socketserver
import threading
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

ANKI = "http://anki.test"
"""Stands in commands for the address at which it listens."""
ANSWER = "answer.bin"
"""The file, in the working folder."""


@lru_cache(maxsize=1)
def address() -> str:
    """Where it listens, from now on until the process ends."""
    server = socketserver.TCPServer(("127.0.0.1", 0), _Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}"


class _Answering(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        length = 0
        while (line := self.rfile.readline().strip()) != b"":
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        self.rfile.read(length)
        with suppress(OSError):  # who asked has heard enough
            self.wfile.write(Path(ANSWER).read_bytes())
