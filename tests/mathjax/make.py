"""Write `deckgen/anki/mathjax.json` anew from the MathJax that Anki brings.

    python tests/mathjax/make.py WHEEL

`WHEEL` is Anki's desktop program as a wheel: `pip download --no-deps aqt`. Its MathJax is started in Chromium with
Anki's own settings and asked for every command and environment that it knows. Says which of the
`UNSAFE_COMMANDS` are commands no more.
"""

import json
import sys
import tempfile
import zipfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from deckgen.anki.mathjax import UNSAFE_COMMANDS

TARGET = Path(__file__).parents[2] / "deckgen" / "anki" / "mathjax.json"
_WEB = "_aqt/data/web/js"
_PAGE = '<script src="mathjax.js"></script><script src="vendor/mathjax/tex-chtml-full.js"></script>'
_READY = "window.MathJax && MathJax.startup && MathJax.startup.document"
_ASK = """() => {
  const tex = MathJax.startup.document.inputJax.find((jax) => jax.name === "TeX").parseOptions;
  const names = (kind) => {
    const found = new Set();
    for (const { item } of tex.handlers.get(kind)._configuration)
      for (const name of item.map ? item.map.keys() : []) found.add(name.replace(/^\\\\(?=.)/, ""));
    return [...found];
  };
  return { version: MathJax.version, commands: names("macro"), environments: names("environment") };
}"""


def asked(wheel: Path) -> dict[str, list[str]]:
    """What Anki's MathJax knows.

    Args:
        wheel: Anki's desktop program.
    """
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(wheel) as archive, sync_playwright() as playwright:
        archive.extractall(folder, [name for name in archive.namelist() if name.startswith(_WEB)])
        page_file = Path(folder, _WEB, "page.html")
        page_file.write_text(_PAGE, encoding="utf-8")
        browser = playwright.chromium.launch(
            channel="chromium", executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.goto(page_file.as_uri())
        page.wait_for_function(_READY)
        known: dict[str, list[str]] = page.evaluate(_ASK)
        browser.close()
    return known


def main(wheel: Path) -> None:
    """Write the file."""
    known = {key: sorted({*names}) if key != "version" else names for key, names in asked(wheel).items()}
    TARGET.write_text(f"{json.dumps(known, indent=1)}\n", encoding="utf-8")
    if unknown := UNSAFE_COMMANDS - {*known["commands"]}:
        sys.exit(f"no longer commands of MathJax: {', '.join(sorted(unknown))}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
