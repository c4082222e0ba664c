"""The preview: the real command, a real browser, real saves."""

from __future__ import annotations

import http.client
import json
import queue
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from deckgen.page.faces import faces
from deckgen.preview import Preview, open_server

from .decks import SEMINAR, write_deck
from .listing import search

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from deckgen.model import Deck, Note, NoteType
    from deckgen.page.faces import Face

    from .conftest import Reader

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
def preview(cards: Path, *options: str) -> Iterator[Running]:
    """Run `deckgen preview` on a free port until the end of the block."""
    command = [sys.executable, "-m", "deckgen", "preview", str(cards), "--no-open", *(options or ("--port", "0"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as process:
        try:
            yield Running(process)
        finally:
            process.kill()


@pytest.fixture
def cities(tmp_path: Path) -> Path:
    """A deck of two cards."""
    return write_deck(tmp_path / "cards", CARDS)


@pytest.mark.browser
def test_a_save_is_shown_and_the_reader_stays_in_place(reader: Reader, tmp_path: Path) -> None:
    cards = tmp_path / "cards"
    shutil.copytree(SEMINAR, cards)
    file = cards / "30-q05-critic.yaml"
    with preview(cards) as running:
        page = reader.open(running.address, "study")
        page.get_by_role("searchbox").fill("크리틱")
        page.evaluate("location.hash = 'study/q05/0'")
        expect(page.locator("#-Stage .dg-title")).to_contain_text("보상의 기준")
        page.keyboard.press("Space")
        expect(page.locator("#-Stage hr")).to_have_count(1)
        before = page.locator("#-Position").inner_text()
        file.write_text(
            file.read_text("utf-8").replace("    id: q05\n", "    id: q05\n    context: 방금 고친 말\n"), "utf-8"
        )
        expect(page.locator("#-Stage")).to_contain_text("방금 고친 말")
        expect(page.get_by_role("searchbox")).to_have_value("크리틱")
        assert page.locator("#-Position").inner_text() == before

        page.get_by_role("button", name="목록").click()
        page.locator("#q05 > details > summary").click()
        page.locator("#q05").evaluate("entry => window.scrollBy(0, entry.getBoundingClientRect().top - 200)")
        file.write_text(file.read_text("utf-8").replace("방금 고친 말", "다시 고친 말"), "utf-8")
        expect(page.locator("#q05 .card").first).to_contain_text("다시 고친 말")
        assert abs(page.locator("#q05").evaluate("entry => entry.getBoundingClientRect().top") - 200) < 40


@pytest.mark.browser
def test_cards_come_and_go_in_the_open_page(reader: Reader, cities: Path) -> None:
    file = cities / "01.yaml"
    good = file.read_text("utf-8")
    with preview(cities) as running:
        page = reader.open(running.address)
        page.evaluate("window.untouched = true")
        page.locator("#paris summary").click()
        file.write_text(f"{good}  - {{front: Where is Rome?, id: rome, back: In Italy, category: South}}\n", "utf-8")
        expect(page.locator(".Title")).to_have_text(["Where is Seoul?", "Where is Paris?", "Where is Rome?"])
        expect(page.get_by_text("3 notes")).to_be_visible()
        expect(page.get_by_role("heading", level=2)).to_have_text(["Cities", "South"])
        assert search(page, "italy") == ["Where is Rome?"]
        search(page, "")
        expect(page.locator("#paris .card")).to_be_visible()
        file.write_text(good.replace("id: seoul", "id: seoul2"), "utf-8")
        expect(page.locator("#seoul2")).to_be_visible()
        expect(page.locator(".Entry")).to_have_count(2)
        assert page.evaluate("window.untouched"), "the page was loaded anew"
        (cities / "style.css").write_text(".dg { color: red }", "utf-8")
        expect(page.locator("#paris .dg")).to_have_css("color", "rgb(255, 0, 0)")


def test_only_what_changed_is_rendered_and_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cards = write_deck(tmp_path, CARDS)
    running = Preview(cards)
    running.rebuild()
    rendered: list[str] = []

    def counting(deck: Deck, note: Note, note_type: NoteType) -> tuple[Face, ...]:
        rendered.append(note.id)
        return faces(deck, note, note_type)

    monkeypatch.setattr("deckgen.page.entries.faces", counting)
    (cards / "01.yaml").write_text(
        f"# a line more\n{CARDS.replace('In France', 'Far')}".replace("\n    ", "\n"), "utf-8"
    )
    assert running.rebuild().changed
    assert rendered == ["paris"]
    step = json.loads(running.news(None, 0) or "")["step"]
    assert [re.findall(r' id="(\w+)"', html)[0] for html in step["entries"]] == ["paris"]
    assert (step["order"], step["data"], step["media"]) == ([], None, {})
    assert not running.rebuild().changed


@pytest.mark.browser
def test_an_error_is_shown_at_its_line_over_the_last_good_page_until_it_is_mended(reader: Reader, cities: Path) -> None:
    file = cities / "01.yaml"
    good = file.read_text("utf-8")
    with preview(cities) as running:
        page = reader.open(running.address)
        file.write_text(good.replace("back: In Korea", "bakc: In Korea"), "utf-8")
        problems = page.get_by_role("region", name="Problems of the cards")
        problem = problems.get_by_role("listitem").filter(has_text="unknown-field")
        expect(problem.locator(".ProblemPlace")).to_have_text(re.compile(r"01\.yaml:6:5$"))
        expect(problem).to_contain_text("did you mean 'back'?")
        expect(problem.locator(".ProblemLine")).to_contain_text("bakc: In Korea")
        expect(problem.locator("mark")).to_have_text("b")
        expect(page.locator("#seoul")).to_be_visible()
        page.keyboard.press("Escape")
        expect(problems).to_be_hidden()
        page.get_by_role("button", name="errors").click()
        expect(problems).to_be_visible()

        file.write_text("cards: [\n", "utf-8")
        expect(problems).to_contain_text("yaml-syntax")
        file.write_text(good.replace("Where is Seoul?", "Where does Seoul lie?"), "utf-8")
        expect(page.locator("#seoul .Title")).to_have_text("Where does Seoul lie?")
        expect(problems).to_be_hidden()


@pytest.mark.browser
def test_a_deck_that_begins_with_errors_shows_what_it_can(reader: Reader, cities: Path) -> None:
    file = cities / "01.yaml"
    file.write_text(file.read_text("utf-8").replace("back: In Korea", "bakc: In Korea"), "utf-8")
    with preview(cities) as running:
        page = reader.open(running.address)
        expect(page.locator("#paris")).to_be_visible()
        expect(page.locator("#seoul")).to_have_count(0)
        expect(page.get_by_role("region", name="Problems of the cards")).to_contain_text(
            "Cards with errors are left out."
        )


def test_only_this_machine_is_answered_and_only_reading(cities: Path) -> None:
    with preview(cities) as running:
        assert running.ask("GET", Host="localhost")[0] == 200
        assert running.ask("GET", Host=f"127.0.0.1:{running.port}")[0] == 200
        for host in ("evil.example", f"evil.example:{running.port}", "localhost.evil.example", "", "127.0.0.1.evil:80"):
            status, body = running.ask("GET", Host=host)
            assert (status, b"Seoul" in body) == (403, False), host
            assert running.ask("GET", "/news", Host=host)[0] == 403
        for method in ("POST", "PUT", "DELETE", "HEAD", "OPTIONS"):
            assert running.ask(method)[0] == 405, method
        assert running.ask("GET", "/../../etc/passwd")[0] == 404
    server = open_server(Preview(cities), 0)
    assert server.server_address[0] == "127.0.0.1"
    server.server_close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has more than one address without a network")
def test_a_phone_needs_the_whole_address_and_no_other_name(cities: Path) -> None:
    running = Preview(cities)
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
    if "this machine is in no network" in complained:
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
    with preview(cities) as running:
        command = [sys.executable, "-m", "deckgen", "preview", str(cities), "--no-open", "--port", str(running.port)]
        refused = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=20)
        assert refused.returncode == 1
        assert f"error: port {running.port} cannot be used" in refused.stderr
        assert "hint: name another with --port" in refused.stderr
    with preview(cities, "--no-open") as usual, preview(cities, "--no-open") as other:
        assert usual.port != other.port


def test_a_missing_folder_is_said_before_anything_starts(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "deckgen", "preview", str(tmp_path / "none"), "--no-open"]
    refused = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=20)
    assert refused.returncode == 1
    assert "no cards folder" in refused.stderr


def test_what_editors_leave_beside_a_file_changes_nothing(cities: Path) -> None:
    with preview(cities) as running:
        for name in (".01.yaml.swp", "01.yaml~", "4913", "#01.yaml#", ".#01.yaml", "01.yaml.tmp"):
            (cities / name).write_text("x", "utf-8")
        file = cities / "01.yaml"
        file.write_text(file.read_text("utf-8").replace("In Korea", "In the south of Korea"), "utf-8")
        assert running.line().startswith("shown: ")
        assert b"In the south of Korea" in running.ask("GET")[1]
