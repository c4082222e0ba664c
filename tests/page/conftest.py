"""The seminar deck's page, written once, and a browser that tells what goes wrong in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from deckgen import write_page

from .decks import SEMINAR, loaded, write_deck
from .running import CARDS


@pytest.fixture(scope="session")
def seminar_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seminar deck as a page on disk."""
    path = tmp_path_factory.mktemp("page") / "seminar.html"
    _, diagnostics = write_page(loaded(SEMINAR), path)
    assert diagnostics == ()
    return path


@dataclass(slots=True)
class Reader:
    """A browser's page, with what it asked for and complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, address: Path | str, fragment: str = "") -> Page:
        """Go to a page on disk or to an address."""
        target = address if isinstance(address, str) else address.as_uri()
        self.page.goto(f"{target}#{fragment}" if fragment else target)
        return self.page


def listen(page: Page) -> Reader:
    """Listen to a page from now on."""
    reader = Reader(page)
    page.on("request", lambda request: reader.requests.append(request.url))
    page.on("console", lambda message: reader.complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: reader.complaints.append(str(error)))
    return reader


@pytest.fixture
def reader(page: Page) -> Iterator[Reader]:
    """An empty page; whatever it does, it must ask the network for nothing and complain of nothing."""
    found = listen(page)
    yield found
    assert found.complaints == []
    assert [url for url in found.requests if not url.startswith(("file:", "data:", "http://localhost:"))] == []


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """A page on a phone: narrow, with a finger."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    found = listen(context.new_page())
    yield found.page
    assert found.complaints == []
    context.close()


@pytest.fixture
def cities(tmp_path: Path) -> Path:
    """A deck of two cards."""
    return write_deck(tmp_path / "cards", CARDS)


def titles(page: Page) -> list[str]:
    """What the list shows, in its order."""
    return page.locator(".Entry:not([hidden]) .Title").all_inner_texts()


def search(page: Page, words: str) -> list[str]:
    """Type a query and read what is found."""
    page.get_by_role("searchbox").fill(words)
    return titles(page)
