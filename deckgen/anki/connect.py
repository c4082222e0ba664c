"""Send a package to the Anki that is running, through the add-on AnkiConnect (its protocol, version 6).

AnkiConnect listens on this machine only and opens the package itself, by its path; nothing is sent but that path.
"""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from deckgen.model.diagnostics import DeckgenError

if TYPE_CHECKING:
    from pathlib import Path

DEFAULT_URL = "http://127.0.0.1:8765"
_VERSION = 6
_ANSWER_S, _IMPORT_S = 10.0, 900.0
"""Seconds to wait: Anki answers at once, unless a dialog is open; an import with many pictures takes minutes."""
_MOST_BYTES = 1_000_000
_FORBIDDEN = 403


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
        raise DeckgenError.of("no-package", "push", path=str(package))
    service = _Service(url, key)
    service.call("version", {}, _ANSWER_S)
    if service.call("importPackage", {"path": str(package.resolve())}, _IMPORT_S) is not True:
        raise DeckgenError.of("push-failed", "silent")


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
            raise DeckgenError.of("push-failed", "forbidden", url=self._url)
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):  # brackets in brackets without end
            answer = None
        if not isinstance(answer, dict) or not answer.keys() >= {"result", "error"}:
            raise DeckgenError.of("push-failed", "stranger", url=self._url, what=f"HTTP {status}")
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
            raise DeckgenError.of("push-failed", "late", url=self._url, seconds=round(timeout)) from error
        except http.client.HTTPException as error:
            what = type(error).__name__
            raise DeckgenError.of("push-failed", "stranger", url=self._url, what=what) from error
        except UnicodeError as error:  # a name or a path that no request can hold
            raise DeckgenError.of("push-failed", "bad-url", url=self._url, example=DEFAULT_URL) from error
        except OSError as error:
            why = error.strerror or str(error)
            raise DeckgenError.of("push-failed", "no-answer", url=self._url, why=why) from error
        finally:
            connection.close()


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable:
        raise DeckgenError.of("push-failed", "bad-url", url=url, example=DEFAULT_URL)
    return parts


def _refusal(action: str, said: str, params: dict[str, str]) -> DeckgenError:
    """AnkiConnect's own words, with the way out that they leave open."""
    lower = said.lower()
    if "api key" in lower:
        return DeckgenError.of("push-failed", "key", said=said)
    if "unsupported action" in lower:
        return DeckgenError.of("push-failed", "old", action=action, said=said)
    if "collection is not available" in lower:
        return DeckgenError.of("push-failed", "no-profile")
    if "no such file" in lower or "not found" in lower or "errno 2" in lower:
        return DeckgenError.of("push-failed", "unseen", path=params.get("path", ""), said=said)
    return DeckgenError.of("push-failed", "refused", said=said)
