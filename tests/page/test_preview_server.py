"""The preview's server: who is answered, at which address, and how it begins and ends."""

import http.client
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from deckgen.cli.errors import described
from deckgen.model.diagnostics import DeckgenError
from deckgen.web.preview import Preview, open_server

from .running import Running, preview


def test_only_this_machine_is_answered_and_only_reading(cities: Path) -> None:
    with preview(cities) as running:
        assert running.ask("GET", Host="localhost")[0] == 200
        assert running.ask("GET", Host=f"127.0.0.1:{running.port}")[0] == 200
        for host in ("evil.example", f"evil.example:{running.port}", "localhost.evil.example", "", "127.0.0.1.evil:80"):
            status, body = running.ask("GET", Host=host)
            assert (status, b"Seoul" in body) == (403, False), host
            assert running.ask("GET", "/news", Host=host)[0] == 403
        for method in ("POST", "PUT", "DELETE", "HEAD"):
            assert running.ask(method)[0] == 501, method
        assert running.ask("GET", "/../../etc/passwd")[0] == 404
    server = open_server(Preview(cities, described), 0)
    assert server.server_address[0] == "127.0.0.1"
    server.server_close()


def test_a_panic_of_a_library_is_reported_and_the_next_request_is_answered(
    cities: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Panic(BaseException):
        """As those of libraries in Rust, which are no `Exception`."""

    running, reported = Preview(cities, described), queue.Queue[BaseException]()
    running.rebuild()

    def panic(*_: object) -> str:
        raise Panic

    with open_server(running, 0, on_bug=reported.put) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
        with monkeypatch.context() as broken:
            broken.setattr("deckgen.web.preview.live.render_view", panic)
            connection.request("GET", "/")
            assert isinstance(reported.get(timeout=10), Panic)
        with pytest.raises(http.client.RemoteDisconnected):
            connection.getresponse()
        connection.request("GET", "/")
        assert connection.getresponse().status == 200
        server.shutdown()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has more than one address without a network")
def test_a_phone_needs_the_whole_address_and_no_other_name(cities: Path) -> None:
    running = Preview(cities, described)
    running.rebuild()
    with open_server(running, 0, "127.0.0.2") as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

        def status(path: str, host: str = f"127.0.0.2:{server.server_port}") -> int:
            connection = http.client.HTTPConnection("127.0.0.2", server.server_port, timeout=10)
            connection.request("GET", path, headers={"Host": host})
            return connection.getresponse().status

        assert re.fullmatch(rf"http://127\.0\.0\.2:{server.server_port}/[\w-]{{22}}/", server.address)
        assert status(server.root) == 200
        for path in ("/", "/news", server.root[:-1], f"{server.root[:-2]}/", f"{server.root}x", f"/{'a' * 22}/"):
            assert status(path) == 404, path
        for host in ("localhost", "127.0.0.1", "evil.example"):
            assert status(server.root, host) == 403, host
        server.shutdown()


def test_the_phones_address_is_shown_as_a_qr_code(cities: Path) -> None:
    command = [sys.executable, "-m", "deckgen", "preview", str(cities), "--host", "--no-open", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as process:
        said = []
        for line in process.stdout or ():
            said.append(line)
            if "http://" in line:
                break
        process.kill()
        complained = process.stderr.read() if process.stderr else ""
    if "this machine is not on a network" in complained:
        return
    assert any("▀" in line or "▄" in line or "█" in line for line in said)
    assert re.search(r"http://[\d.]+:\d+/[\w-]{22}/ ", said[-1])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send one process a Ctrl-C")
def test_ctrl_c_ends_it_with_130_and_a_word(cities: Path) -> None:
    command = [sys.executable, "-m", "deckgen", "preview", str(cities), "--no-open", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as process:
        running = Running(process)
        stream = socket.create_connection(("127.0.0.1", running.port))
        stream.sendall(b"GET /news HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert stream.recv(9) == b"HTTP/1.0 "
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 130
        said = process.stderr.read() if process.stderr else ""
        stream.close()
    assert said.strip() == "interrupted: nothing was changed"


def test_a_taken_port_is_an_error_and_the_usual_one_gives_way(cities: Path) -> None:
    running = Preview(cities, described)
    with open_server(running, None) as usual, open_server(running, None) as other:
        assert usual.server_port != other.server_port
        with pytest.raises(DeckgenError, match=f"port {usual.server_port} cannot be used"):
            open_server(running, usual.server_port)
