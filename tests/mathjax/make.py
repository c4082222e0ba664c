"""Write `deckgen/anki/mathjax.toml` anew from the MathJax that Anki brings.

    python tests/mathjax/make.py WHEEL

`WHEEL` is Anki's desktop program as a wheel: `pip download --no-deps aqt`. Its MathJax is started in Chromium with
Anki's own settings and asked for every command and environment that it knows. Says what `unsafe_latex.toml` has of
commands that are none any more.
"""

from __future__ import annotations

import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import sync_playwright

TARGET = Path(__file__).parents[2] / "deckgen" / "anki" / "mathjax.toml"
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


def _listed(key: str, names: Iterable[str]) -> str:
    lines = [f"{key} = ["]
    for name in sorted(set(names)):
        written = name.replace("\\", "\\\\").replace('"', '\\"').replace("\xa0", "\\u00a0")
        if len(lines[-1]) + len(written) > 110 or lines[-1].endswith("["):
            lines.append(" ")
        lines[-1] += f' "{written}",'
    return "\n".join([*lines, "]"])


def main(wheel: Path) -> None:
    """Write the file."""
    known = asked(wheel)
    head = "# Written by tests/mathjax/make.py from Anki's own MathJax.\n"
    lists = "\n".join(_listed(key, known[key]) for key in ("commands", "environments"))
    TARGET.write_text(f'{head}version = "{known["version"]}"\n{lists}\n', encoding="utf-8")
    unsafe = TARGET.with_name("unsafe_latex.toml").read_text(encoding="utf-8")
    unknown = tomllib.loads(unsafe).keys() - set(known["commands"])
    if unknown:
        sys.exit(f"no longer commands of MathJax: {', '.join(sorted(unknown))}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
