"""The preview's web server: one page and one stream of news, for this machine alone unless a phone may look, too.

The standard library's threading server is enough: a handful of browsers, two addresses, no state.
"""

import hmac
import os
import secrets
import socket
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from deckgen.model.diagnostics import DeckgenError
from deckgen.web.preview.live import Preview

HOST = "127.0.0.1"
DEFAULT_PORT = 8420
_PORTS_TO_TRY = 20
_HEARTBEAT = 10.0
"""Seconds between keep-alives on a quiet stream, by which a closed browser is noticed."""
_SECRET_BYTES = 16
_ELSEWHERE = ("192.0.2.1", 9)
"""A reserved address. A datagram socket connected to it has this machine's own address, and sends nothing."""
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


class PreviewServer(ThreadingHTTPServer):
    """Serves a preview: on 127.0.0.1, or on an address of the network below a secret path.

    `on_bug` takes an error that no code expected, in the thread that answers a browser. The server goes on.
    """

    daemon_threads = True
    allow_reuse_address = os.name != "nt"  # on Windows it would let two servers share a port

    def __init__(
        self, port: int, preview: Preview, host: str = HOST, on_bug: Callable[[BaseException], None] = lambda _: None
    ) -> None:
        self.preview = preview
        self._on_bug = on_bug
        self.names = frozenset({"localhost", HOST} if host == HOST else {host})
        self.root = "/" if host == HOST else f"/{secrets.token_urlsafe(_SECRET_BYTES)}/"
        super().__init__((host, port), _Handler)

    @property
    def address(self) -> str:
        """What to type into the browser."""
        name = "localhost" if HOST in self.names else next(iter(self.names))
        return f"http://{name}:{self.server_port}{self.root}"

    def finish_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        """Answer, and report a bug of ours; a browser that left in the middle is none."""
        try:
            super().finish_request(request, client_address)
        except (ConnectionError, TimeoutError):
            pass
        except BaseException as error:  # noqa: BLE001 - a panic of Rust's too must not be a traceback
            self._on_bug(error)


class _Handler(BaseHTTPRequestHandler):
    server: PreviewServer
    server_version = "deckgen"
    sys_version = ""
    timeout = 60

    def do_GET(self) -> None:
        """Answer a browser."""
        path, root = self.path.partition("?")[0], self.server.root
        below = path[len(root) :] if hmac.compare_digest(path[: len(root)].encode(), root.encode()) else None
        if not self._is_meant():
            self._refuse(HTTPStatus.FORBIDDEN, "stranger")
        elif below == "" and not self.server.preview.page:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, "no_page")
        elif below == "":
            self._send(HTTPStatus.OK, "text/html", self.server.preview.page)
        elif below == "news":
            self._stream()
        else:
            self._refuse(HTTPStatus.NOT_FOUND, "stranger")

    def log_message(self, *_: object) -> None:
        """Say nothing: the terminal is for diagnostics."""

    def _is_meant(self) -> bool:
        """Whether the request was meant for this server, by name: a page elsewhere may have its own name lead here."""
        hosts = self.headers.get_all("Host", [])
        if len(hosts) != 1:
            return False
        name = hosts[0].rpartition(":")[0 if ":" in hosts[0] else 2].lower()
        return name in self.server.names

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        self._send(status, "text/plain", f"{self.server.preview.texts[why]}\n".encode())

    def _send(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        """Send an answer; a stream is begun with no body."""
        self.send_response(status)
        length = {"Content-Length": str(len(body))} if body else {}
        for name, value in {**_HEADERS, "Content-Type": f"{kind}; charset=utf-8", **length}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def _stream(self) -> None:
        """Server-sent events: what the preview has to say now, and whenever that changes."""
        self._send(HTTPStatus.OK, "text/event-stream", b"")
        self.wfile.write(b"retry: 500\n\n")
        last: str | None = None
        while not self.server.preview.closed:
            news = self.server.preview.news(last, _HEARTBEAT)
            last = news or last
            self.wfile.write(f"data: {news}\n\n".encode() if news else b": still here\n\n")
            self.wfile.flush()


def network_address() -> str:
    """This machine's address in its network, as another device there reaches it.

    Raises:
        DeckgenError: There is no network.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(_ELSEWHERE)
        except OSError:
            raise DeckgenError(
                "no-network",
                "this machine is not on a network",
                "join the phone's network, or leave out --host to preview on this machine",
            ) from None
        address: str = asking.getsockname()[0]
    return address


def open_server(
    preview: Preview, port: int | None, host: str = HOST, on_bug: Callable[[BaseException], None] = lambda _: None
) -> PreviewServer:
    """Bind the port that was asked for; with None the usual one, or the next that is free.

    Raises:
        DeckgenError: That port is taken, or none of the usual ones is free.
    """
    ports = range(DEFAULT_PORT, DEFAULT_PORT + _PORTS_TO_TRY) if port is None else (port,)
    reason = ""
    for number in ports:
        try:
            return PreviewServer(number, preview, host, on_bug)
        except OSError as error:
            reason = error.strerror or str(error)
    raise DeckgenError(
        "port-taken",
        "port {port} cannot be used: {why:system}",
        "name another with --port, or leave it out for a free one",
        port=str(port) if port is not None else f"{ports[0]}–{ports[-1]}",
        why=reason,
    )
