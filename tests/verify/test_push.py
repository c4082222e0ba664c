"""`deckgen push`, against a server that speaks AnkiConnect's protocol over the real Anki."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from deckgen.anki import connect as push_module
from deckgen.anki.connect import push
from deckgen.cli import group
from deckgen.model.diagnostics import DeckgenError
from tests.compiler.project import Project

from .anki_connect import AnkiConnect, Fixed, listening
from .genanki_packages import CARDS, FIRST, write

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return write(tmp_path / "deck.apkg", CARDS, FIRST)


@pytest.fixture
def anki(tmp_path: Path) -> AnkiConnect:
    return AnkiConnect(tmp_path / "user.anki2")


def refusal(package: Path, url: str, key: str = "") -> tuple[str, str]:
    """The message and the hint of a push that fails."""
    with pytest.raises(DeckgenError) as raised:
        push(package, url, key)
    return raised.value.message, raised.value.hint


def test_a_package_arrives(package: Path, anki: AnkiConnect) -> None:
    with listening(anki) as url:
        push(package, url)
    assert anki.notes() == len(CARDS)
    assert anki.requests[-1] == {"action": "importPackage", "version": 6, "params": {"path": str(package.resolve())}}


def test_a_deck_is_built_and_arrives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, anki: AnkiConnect) -> None:
    monkeypatch.chdir(tmp_path)
    project = Project(tmp_path)
    project.write("cards/deck.yaml", "name: Models\nid: models-1\n")
    project.basics(*CARDS)
    with listening(anki) as url:
        code, out, _ = project.run("push", "--url", url)
    assert code == 0
    assert out.endswith("Anki imported output/Models-draft.apkg\n")
    assert anki.notes() == len(CARDS)


def test_cards_with_errors_are_not_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, anki: AnkiConnect) -> None:
    monkeypatch.chdir(tmp_path)
    project = Project(tmp_path)
    project.write("cards/deck.yaml", "name: Models\nid: models-1\n")
    project.write("cards/01.yaml", "cards: [{front: A}]\n")
    with listening(anki) as url:
        assert project.run("push", "--url", url)[0] == 1
    assert anki.requests == []


def test_a_key_is_sent_where_one_is_given(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    anki = AnkiConnect(tmp_path / "user.anki2", key="secret")
    with listening(anki) as url:
        message, hint = refusal(package, url)
        assert message == "AnkiConnect wants a key: valid api key must be provided"
        assert "--key" in hint
        monkeypatch.setenv("ANKICONNECT_KEY", "secret")
        done = CliRunner().invoke(group, ["push", str(package), "--url", url], standalone_mode=False)
        assert done.return_value == 0
    assert anki.notes() == len(CARDS)


def test_anki_that_is_not_running_is_said(package: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    message, hint = refusal(package, url)
    assert message.startswith(f"Anki does not answer at {url}: ")
    assert "2055492159" in hint


def test_anki_that_stays_silent_is_said(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push_module, "_ANSWER_S", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        message, hint = refusal(package, f"http://127.0.0.1:{silent.getsockname()[1]}")
    assert "did not answer" in message
    assert "dialog" in hint


def test_a_path_that_anki_cannot_see_is_said(package: Path, tmp_path: Path) -> None:
    with listening(AnkiConnect(tmp_path / "user.anki2", folder=tmp_path / "container")) as url:
        message, hint = refusal(package, url)
    assert message.startswith(f"Anki cannot see '{package}': [Errno 2] No such file")
    assert "Flatpak" in hint


def test_a_closed_profile_is_said(package: Path) -> None:
    with listening(AnkiConnect(None)) as url:
        assert refusal(package, url)[0] == "Anki has no profile open"


def test_a_package_that_anki_refuses_is_said(tmp_path: Path, anki: AnkiConnect) -> None:
    broken = tmp_path / "broken.apkg"
    broken.write_bytes(b"no zip")
    with listening(anki) as url:
        message, hint = refusal(broken, url)
    assert message.startswith("Anki refuses the package: ")
    assert hint


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (200, b"<html>hello</html>", "is not AnkiConnect (HTTP 200)"),
        (200, b"[]", "is not AnkiConnect (HTTP 200)"),
        (200, b'{"result": 6}', "is not AnkiConnect (HTTP 200)"),
        (200, b'{"result": 6, "more": 1}', "is not AnkiConnect (HTTP 200)"),
        (200, b'{"error": null, "more": 1}', "is not AnkiConnect (HTTP 200)"),
        (200, b"[" * 10_000, "is not AnkiConnect (HTTP 200)"),
        (404, b"", "is not AnkiConnect (HTTP 404)"),
        (302, b"", "is not AnkiConnect (HTTP 302)"),
        (403, b"", "refuses this program (403)"),
        (200, json.dumps({"result": False, "error": None}).encode(), "does not say why"),
        (200, json.dumps({"result": None, "error": "unsupported action"}).encode(), "does not support 'version'"),
    ],
)
def test_wrong_answers_are_said(package: Path, status: int, body: bytes, said: str) -> None:
    service = Fixed(status, body)
    with listening(service) as url:
        message, hint = refusal(package, url)
    assert said in message
    assert hint
    assert len(service.requests) <= 2


def test_no_proxy_is_asked(package: Path, anki: AnkiConnect, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    with listening(anki) as url:
        push(package, url)
    assert anki.notes() == len(CARDS)


@pytest.mark.parametrize("url", ["localhost:8765", "ftp://127.0.0.1", "http://", "http://127.0.0.1:99999", ""])
def test_a_bad_address_is_said(package: Path, url: str) -> None:
    assert refusal(package, url)[0] == f"'{url}' is not an address of AnkiConnect"


def test_a_missing_package_is_said(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.apkg", "http://127.0.0.1:1")[0] == f"there is no package '{tmp_path / 'none.apkg'}'"


@pytest.mark.parametrize("url", ["http://a..b", f"http://{'a' * 70}.b", "http://127.0.0.1:1/가"])
def test_an_address_that_no_request_can_hold_is_none(package: Path, url: str) -> None:
    assert "is not an address of AnkiConnect" in refusal(package, url)[0]
