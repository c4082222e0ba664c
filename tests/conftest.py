"""What tests of several parts share: a real browser, a real Anki."""

from __future__ import annotations

import os
import shutil
import signal
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from anki.collection import Collection
    from playwright.sync_api import Browser, Page

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
UNUSED = (
    "WebUIOmniboxPopup",  # each test's window has an address bar, for which two renderers started that none needs
    "WebUIOmniboxAimPopup",
    "SpareRendererForSitePerProcess",  # and one in reserve
    # Chromium reads the last such list alone, so Playwright's own stands here again.
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)
"""What Chromium starts for a person at its window: half of all that a test with a small page took."""
FLAGS = (
    "--no-sandbox",  # containers run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(UNUSED)}",
)

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts background jobs so, and every process that they start inherits it: Ctrl-C would end none of them.
    signal.signal(signal.SIGINT, signal.default_int_handler)

os.environ["DECKGEN_LANG"] = "en"
"""Decks of any language are told of in English, whatever machine the tests run on; tests of the words choose."""

EXAMPLES = int(os.environ.get("DECKGEN_EXAMPLES", "1"))
"""How many times as many random inputs as usual: `make soak` sets it."""

_NO_SKIP = bool(os.environ.get("DECKGEN_NO_SKIP"))
"""Set where all tests must run: there, one that is left out has failed."""


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if _NO_SKIP and reporter and reporter.stats.get("skipped"):
        reporter.write_line("tests were left out, and DECKGEN_NO_SKIP is set", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium, started once; tests that need it are left out where there is none."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium on this machine (Debian: apt install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def tab(chromium: Browser) -> Iterator[Page]:
    """A page for many tests: a new one takes a quarter of a second of processor time, a new address a tenth of that."""
    context = chromium.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def page(tab: Page, tmp_path: Path) -> Iterator[Page]:
    """An empty page with no memory of another test's."""
    empty = tmp_path / "empty.html"
    empty.write_text("<!doctype html><title></title>", encoding="utf-8")
    tab.goto(empty.as_uri())
    yield tab
    for opened in tab.context.pages:
        if opened is not tab:
            opened.close()
    tab.goto(empty.as_uri())  # a file as before: another site, or none, would be another process
    tab.evaluate("() => { localStorage.clear(); sessionStorage.clear(); name = '' }")
    tab.context.unroute_all()
    tab.set_viewport_size({"width": 1280, "height": 720})
    tab.emulate_media(media="null", color_scheme="null")


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    """A fresh collection of the real Anki."""
    from anki.collection import Collection

    opened = Collection(str(tmp_path / "member.anki2"))
    yield opened
    opened.close()
