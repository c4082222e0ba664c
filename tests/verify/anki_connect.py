"""A small HTTP server that speaks AnkiConnect's protocol, version 6, over a collection of the real Anki."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from anki.collection import Collection, ImportAnkiPackageRequest

if TYPE_CHECKING:
    from collections.abc import Iterator


class AnkiConnect:
    """What the add-on does with a request.

    Args:
        collection: Where the profile's collection lies, or None where no profile is open.
        key: The `apiKey` of the add-on's configuration.
        folder: The one folder that Anki sees, as in a container; any by default.
    """

    def __init__(self, collection: Path | None, key: str = "", folder: Path | None = None) -> None:
        self._collection = collection
        self._key = key
        self._folder = folder
        self.requests: list[dict[str, Any]] = []

    def answer(self, body: bytes) -> tuple[int, bytes]:
        """HTTP status and body for a request."""
        request = json.loads(body)
        self.requests.append(request)
        try:
            result, error = self._do(request), None
        except Exception as problem:  # noqa: BLE001 - the add-on answers with the text of whatever was raised
            result, error = None, str(problem)
        return 200, json.dumps({"result": result, "error": error}).encode()

    def _do(self, request: dict[str, Any]) -> object:
        if self._key and request.get("key") != self._key:
            raise PermissionError("valid api key must be provided")
        if request["action"] == "version":
            return 6
        if request["action"] != "importPackage":
            raise LookupError("unsupported action")
        if self._collection is None:
            raise RuntimeError("collection is not available")
        path = request["params"]["path"]
        if self._folder is not None:
            path = str(self._folder / Path(path).name)
        with open(path, "rb"):  # noqa: PTH123 - for Python's own words where it is missing
            pass
        collection = Collection(str(self._collection))
        try:
            collection.import_anki_package(ImportAnkiPackageRequest(package_path=path))
        finally:
            collection.close()
        return True

    def notes(self) -> int:
        """How many notes the collection holds."""
        collection = Collection(str(self._collection))
        try:
            return int(collection.note_count())
        finally:
            collection.close()


class Fixed(AnkiConnect):
    """Something else that listens there, and always answers the same."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(None)
        self._answer = status, body

    def answer(self, body: bytes) -> tuple[int, bytes]:
        """The same for every request."""
        del body
        self.requests.append({})
        return self._answer


class _Handler(BaseHTTPRequestHandler):
    service: ClassVar[AnkiConnect]

    def do_POST(self) -> None:
        status, body = self.service.answer(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(status)
        self.send_header("Location", self.path)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def listening(service: AnkiConnect) -> Iterator[str]:
    """The service's URL, while it listens on a free port of this machine."""
    handler = type("Handler", (_Handler,), {"service": service})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
