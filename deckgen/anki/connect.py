"""Send a package to the Anki that is running, through the add-on AnkiConnect (its protocol, version 6).

AnkiConnect listens on this machine only and opens the package itself, by its path; nothing is sent but that path.
"""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from deckgen.diagnostics import DeckgenError

if TYPE_CHECKING:
    from pathlib import Path

DEFAULT_URL = "http://127.0.0.1:8765"
_VERSION = 6
_ANSWER_S, _IMPORT_S = 10.0, 900.0
"""Seconds to wait: Anki answers at once, unless a dialog is open; an import with many pictures takes minutes."""
_MOST_BYTES = 1_000_000
_FORBIDDEN = 403
_START = "start Anki, with the add-on AnkiConnect (Tools → Add-ons → Get Add-ons → 2055492159)"


def push(package: Path, url: str = DEFAULT_URL, key: str = "") -> None:
    """Let the running Anki import a package.

    Args:
        package: The package; Anki must see it under the same path.
        url: Where AnkiConnect listens.
        key: AnkiConnect's `apiKey`, where it is configured with one.

    Raises:
        DeckgenError: Anki is not running, or refuses; nothing was imported.
    """
    if not package.is_file():
        raise DeckgenError(f"there is no package '{package}'", "build it first")
    service = _Service(url, key)
    service.call("version", {}, _ANSWER_S)
    if service.call("importPackage", {"path": str(package.resolve())}, _IMPORT_S) is not True:
        raise DeckgenError("Anki did not import the package, and does not say why", "open a profile in Anki")


class _Service:
    """One AnkiConnect. Speaks through `http.client`, which knows neither proxies nor redirects."""

    def __init__(self, url: str, key: str) -> None:
        self._url = url
        self._key = key
        self._parts = _split(url)

    def call(self, action: str, params: dict[str, str], timeout: float) -> object:
        request: dict[str, Any] = {"action": action, "version": _VERSION, "params": params}
        if self._key:
            request["key"] = self._key
        status, body = self._post(json.dumps(request).encode(), timeout)
        if status == _FORBIDDEN:
            raise DeckgenError(
                f"AnkiConnect at {self._url} refuses this program (403)",
                "look at webBindAddress and webCorsOriginList in the add-on's configuration",
            )
        try:
            answer = json.loads(body)
        except ValueError:
            answer = None
        if not isinstance(answer, dict) or answer.keys() < {"result", "error"}:
            raise DeckgenError(
                f"what answers at {self._url} is not AnkiConnect (HTTP status {status})", "give its address with --url"
            )
        if answer["error"] is not None:
            raise _refusal(action, str(answer["error"]), params)
        result: object = answer["result"]
        return result

    def _post(self, body: bytes, timeout: float) -> tuple[int, bytes]:
        kind = http.client.HTTPSConnection if self._parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(self._parts.hostname or "", self._parts.port, timeout=timeout)
        try:
            connection.request("POST", self._parts.path or "/", body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            return response.status, response.read(_MOST_BYTES)
        except TimeoutError as error:
            hint = "is a dialog open in Anki? Close it and push again"
            raise DeckgenError(f"Anki at {self._url} gave no answer within {timeout:.0f} seconds", hint) from error
        except http.client.HTTPException as error:
            message = f"what answers at {self._url} is not AnkiConnect: {type(error).__name__}"
            raise DeckgenError(message, "give its address with --url") from error
        except OSError as error:
            raise DeckgenError(f"Anki does not answer at {self._url}: {error.strerror or error}", _START) from error
        finally:
            connection.close()


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable:
        raise DeckgenError(f"'{url}' is no address of AnkiConnect", f"write it like {DEFAULT_URL}")
    return parts


def _refusal(action: str, said: str, params: dict[str, str]) -> DeckgenError:
    """AnkiConnect's own words, with the way out that they leave open."""
    lower = said.lower()
    if "api key" in lower:
        return DeckgenError(f"AnkiConnect wants a key: {said}", "give the add-on's apiKey with --key")
    if "unsupported action" in lower:
        return DeckgenError(f"this AnkiConnect knows no '{action}': {said}", "update the add-on")
    if "collection is not available" in lower:
        return DeckgenError("Anki has no profile open", "open a profile in Anki, then push again")
    if "no such file" in lower or "not found" in lower or "errno 2" in lower:
        path = params.get("path", "")
        hint = (
            "Anki sees other files than this program, as in a Flatpak, a container, WSL or on another machine: put the "
            "package where both see it under one path with -o, or open it in Anki by hand"
        )
        return DeckgenError(f"Anki cannot see '{path}': {said}", hint)
    return DeckgenError(f"Anki refuses the package: {said}", "open it in Anki by hand to see more")
