"""A preview that runs as authors run it: the real command, on a free port."""

import http.client
import queue
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

CARDS = """
    category: Cities
    cards:
      - front: Where is Seoul?
        id: seoul
        back: In Korea
      - front: Where is Paris?
        id: paris
        back: In France
"""


class Running:
    """A preview that runs.

    Args:
        process: The command.
    """

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        first, second = self.line(), self.line()
        found = re.search(r"http://localhost:(\d+)/", second)
        assert found, first + second
        self.address = found.group()
        self.port = int(found.group(1))

    def _listen(self) -> None:
        for line in self.process.stdout or ():
            self._lines.put(line)

    def line(self) -> str:
        """The next line that it prints."""
        return self._lines.get(timeout=20)

    def ask(self, method: str, path: str = "/", **headers: str) -> tuple[int, bytes]:
        """One request, as any program may send it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, body


@contextmanager
def preview(cards: Path, *options: str, errors: IO[str] | int = subprocess.DEVNULL) -> Iterator[Running]:
    """Run `deckgen preview` on a free port until the end of the block.

    Args:
        cards: The cards folder.
        options: What else stands on its command line; a free port is taken where there is nothing.
        errors: Where its standard error goes.
    """
    command = [sys.executable, "-m", "deckgen", "preview", str(cards), "--no-open", *(options or ("--port", "0"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, encoding="utf-8") as process:
        try:
            yield Running(process)
        finally:
            process.kill()
