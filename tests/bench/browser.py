"""What a reader waits for: the page of a large deck, a key in its search, and a save in the preview, in Chromium."""

import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.notes import NOTES_A_FILE, write_cards

SIZE = 10_000
LIMITS = {
    "page shows its first cards": 0.35,
    "page is read whole": 0.8,
    "search answers a key": 0.1,
    "preview shows a save": 0.35,
}
"""Seconds on a fast machine with nothing else to do; more is a defect."""
_KEYS = ("모", "모델", "정책 9", "ㅁㄷ", "")
_SEEN = """() => {
  const look = () => document.querySelector("#-List .Entry")
    ? setTimeout(() => { window.seen = performance.now(); }) : requestAnimationFrame(look);
  requestAnimationFrame(look);
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
    subprocess.run(
        [sys.executable, "-m", "deckgen", "page", str(cards), "-o", str(file)], check=True, capture_output=True
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        measured = {**_page(browser, file, runs), "preview shows a save": _preview(browser, cards, runs)}
        browser.close()
    for name, limit in LIMITS.items():
        seconds = statistics.median(measured[name])
        spread = f"{min(measured[name]):.2f}-{max(measured[name]):.2f}"
        click.echo(f"{f'{name}, {SIZE:,} notes':<42}{seconds:>8.3f}{'':>15}{spread:>12}{limit:>7}")
        if seconds > limit:
            yield f"{name} in {seconds:.2f} s, more than {limit}"


def _page(browser: Browser, file: Path, runs: int) -> dict[str, list[float]]:
    seen, opened, answered = [], [], []
    for turn in range(runs + 1):
        page = browser.new_page()
        page.add_init_script(f"({_SEEN})()")
        page.goto(file.as_uri())
        seconds = page.evaluate(_PAINTED) / 1000
        keys = [page.evaluate(_KEY, words) / 1000 for words in _KEYS]
        if turn:
            seen.append(page.evaluate("window.seen") / 1000)
            opened.append(seconds)
            answered.append(max(keys))
        page.close()
    return {"page shows its first cards": seen, "page is read whole": opened, "search answers a key": answered}


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
