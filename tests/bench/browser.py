"""What a reader waits for: the page of a large deck, a key in its search, and a save in the preview, in Chromium.

The page is opened as a reader opens it: a debugger that is attached, as Playwright is, decodes all of it once more.
"""

import json
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import click
from playwright.sync_api import Browser, Page, sync_playwright

from deckgen.pipeline.load import load
from deckgen.web.page import Extras, render_page
from tests.bench.notes import NOTES_A_FILE, write_cards

SIZE = 10_000
LIMITS = {
    "page shows its first cards": 0.35,
    "page is open": 0.6,
    "search answers a key": 0.1,
    "preview shows a save": 0.35,
}
"""Seconds on a fast machine with nothing else to do; more is a defect."""
_KEYS = ("모", "모델", "정책 9", "ㅁㄷ", "")
_TIMES = """{
  const painted = then => requestAnimationFrame(() => setTimeout(() => then(performance.now())));
  let seen = 0;
  const look = () => document.querySelector("#-List .Entry") ? painted(at => { seen = at; }) : setTimeout(look);
  look();
  addEventListener("load", () => painted(at => { document.title = `times ${seen} ${at}`; }));
}"""
_PAINTED = "() => new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))"
_KEY = """async words => {
  const query = document.getElementById("-Query"), started = performance.now();
  query.value = words;
  query.dispatchEvent(new Event("input", { bubbles: true }));
  await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - started;
}"""


def measure_browser(folder: Path, runs: int) -> Iterator[str]:
    """Measure with a deck that is written into a folder, print rows, and name the limits that were passed."""
    path = next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
    )
    if not path:
        click.echo("no Chromium here: the page and the preview are not measured")
        return
    cards = folder / "page" / "cards"
    write_cards(cards, SIZE)
    file = folder / "page.html"
    file.write_text(render_page(load(cards)[0], Extras(html_script=_TIMES))[0], encoding="utf-8")
    opened = _opened(path, file, folder / "profile", runs)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        measured = {
            "page shows its first cards": [seen for seen, _ in opened],
            "page is open": [whole for _, whole in opened],
            "search answers a key": [_search(browser, file) for _ in range(runs + 1)][1:],
            "preview shows a save": _preview(browser, cards, runs),
        }
        browser.close()
    for name, limit in LIMITS.items():
        seconds = statistics.median(measured[name])
        spread = f"{min(measured[name]):.2f}-{max(measured[name]):.2f}"
        click.echo(f"{f'{name}, {SIZE:,} notes':<42}{seconds:>8.3f}{'':>15}{spread:>12}{limit:>7}")
        if seconds > limit:
            yield f"{name} in {seconds:.2f} s, more than {limit}"


def _opened(chromium: str, file: Path, profile: Path, runs: int) -> list[tuple[float, float]]:
    """When the first cards of a page were on the screen, and when all of it was."""
    command = [chromium, "--headless", "--no-sandbox", "--remote-debugging-port=0", f"--user-data-dir={profile}"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8") as process:
        try:
            port = next(
                found[1] for line in process.stderr or () if (found := re.search(r"ws://127.0.0.1:(\d+)", line))
            )
            return [_times(HTTPConnection("127.0.0.1", int(port)), file) for _ in range(runs + 1)][1:]
        finally:
            process.terminate()


def _times(browser: HTTPConnection, file: Path) -> tuple[float, float]:
    browser.request("PUT", f"/json/new?{file.as_uri()}")
    page = json.load(browser.getresponse())["id"]
    while True:
        time.sleep(0.1)
        browser.request("GET", "/json/list")
        title = next(each["title"] for each in json.load(browser.getresponse()) if each["id"] == page)
        if title.startswith("times "):
            browser.request("GET", f"/json/close/{page}")
            browser.getresponse().read()
            _, seen, whole = title.split()
            return float(seen) / 1000, float(whole) / 1000


def _search(browser: Browser, file: Path) -> float:
    page = browser.new_page()
    page.goto(file.as_uri())
    page.evaluate(_PAINTED)
    longest = max(page.evaluate(_KEY, words) for words in _KEYS)
    page.close()
    return float(longest) / 1000


def _preview(browser: Browser, cards: Path, runs: int) -> list[float]:
    """From the end of a save to the changed words on the screen."""
    command = [sys.executable, "-m", "deckgen", "preview", str(cards), "--no-open", "--port", "0"]
    file = cards / f"{SIZE // NOTES_A_FILE // 2:04}.yaml"
    number = SIZE // NOTES_A_FILE // 2 * NOTES_A_FILE
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as process:
        address = next(found.group() for line in process.stdout or () if (found := re.search(r"http://\S+/", line)))
        page = browser.new_page()
        page.goto(f"{address}#note-{number}")
        taken = [_saved(page, file, number, turn) for turn in range(runs + 1)]
        process.terminate()
    return taken[1:]


def _saved(page: Page, file: Path, number: int, turn: int) -> float:
    words = f"{number} 고침{turn}"
    text = re.sub(
        rf"(- term: .* ){number}(?: 고침\d+)?$", rf"\g<1>{words}", file.read_text("utf-8"), flags=re.MULTILINE
    )
    file.write_text(text, encoding="utf-8")
    saved = time.perf_counter()
    page.wait_for_function(
        "([id, words]) => document.getElementById(id)?.textContent.includes(words)", arg=[f"note-{number}", words]
    )
    page.evaluate(_PAINTED)
    return time.perf_counter() - saved
