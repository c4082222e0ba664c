"""Make the README's pictures: cards in the real Anki desktop, the page and the site in Chromium.

    python tests/pictures/make.py

Needs Xvfb, ImageMagick and Chromium (Debian: apt install xvfb imagemagick chromium fonts-noto-cjk libxcb-cursor0
libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-xinerama0 libxkbcommon-x11-0 libnss3). Anki comes
from PyPI into a virtual environment of its own, which is kept in the system's folder for temporary files.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / ".github" / "pictures"
ANKI = Path(tempfile.gettempdir()) / "deckgen-anki-desktop"
PHONE = "420x860"
PAGE = (1180, 960)
DAY = "1795485600"
"""When the deck in the pictures was released: 2026-11-24."""
DEVICES = {
    "desktop": ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/124.0 Safari/537.36", 1180, 800),
    "phone": ("Mozilla/5.0 (Linux; Android 14; SM-S918N) Chrome/124.0 Mobile Safari/537.36", 375, 800),
}
"""Device → user agent, width and height of its screen."""
LIGHT = (("ID:lora card:1", "back"), ("ID:q05 card:1", "back"))
DARK = (("ID:s6 card:1", "back"), ("ID:grpo-advantage-formula card:1", "back"))
_MAGICK = shutil.which("magick") or "convert"


def run(*command: str | Path, **environment: str) -> None:
    """Run a command; what it prints is shown only if it fails.

    Raises:
        SystemExit: It failed.
    """
    done = subprocess.run(
        command, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{done.stdout.decode(errors='replace')}")


def anki_python() -> Path:
    """The interpreter that has Anki's desktop, installed at the first call."""
    python = ANKI / "bin" / "python"
    if not python.exists():
        venv.create(ANKI, with_pip=True)
        run(python, "-m", "pip", "install", "-q", "aqt>=25.9")
    return python


@contextmanager
def screen(size: str) -> Iterator[str]:
    """A virtual screen of a size such as `420x860`; yields its display's name."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size}x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as number:
            yield f":{number.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


def photograph(package: Path, out: Path, searches: list[str], *, night: bool, size: str = PHONE) -> None:
    """Photograph both sides of every card that the searches find, as `01-01-front.png` and so on."""
    flags = ["--night"] if night else []
    with screen(size) as display, tempfile.TemporaryDirectory() as profile:
        run(
            anki_python(),
            Path(__file__).with_name("anki_desktop.py"),
            profile,
            package,
            out,
            *searches,
            *flags,
            DISPLAY=display,
            LANG="C.UTF-8",
            QT_QPA_PLATFORM="xcb",
            QTWEBENGINE_DISABLE_SANDBOX="1",
            QTWEBENGINE_CHROMIUM_FLAGS="--disable-gpu",
        )


def cards(work: Path) -> None:
    """Four cards side by side, as windows with round corners."""
    package = work / "deck.apkg"
    run(sys.executable, "-m", "deckgen", "build", ROOT / "cards", "-o", package)
    windows: list[Path] = []
    for look, shown in (("light", LIGHT), ("dark", DARK)):
        photograph(package, work / look, [search for search, _ in shown], night=look == "dark")
        for number, (_, side) in enumerate(shown, start=1):
            window = work / f"{look}-{number}.png"
            framed(work / look / f"{number:02}-01-{side}.png", window)
            windows.append(window)
    strip = (
        "-background",
        "none",
        "+smush",
        "-14",
        "-strip",
        "-define",
        "webp:lossless=true",
        "-define",
        "webp:method=6",
    )
    run(_MAGICK, *windows, *strip, PICTURES / "cards.webp")


def framed(picture: Path, out: Path) -> None:
    """Round a window's corners and lay a soft shadow below it."""
    width, height = (int(part) for part in PHONE.split("x"))
    corner = f"roundrectangle 0,0 {width - 1},{height - 1} 18,18"
    run(
        *(
            _MAGICK,
            picture,
            "+dither",
            "-colors",
            "96",
            "(",
            "-size",
            PHONE,
            "xc:none",
            "-fill",
            "white",
            "-draw",
            corner,
            ")",
        ),
        *("-alpha", "set", "-compose", "DstIn", "-composite", "-compose", "over"),
        *("(", "+clone", "-background", "black", "-shadow", "28x9+0+5", ")", "+swap"),
        *("-background", "none", "-layers", "merge", "+repage", out),
    )


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own."""
    from playwright.sync_api import sync_playwright

    path = next(found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def sites(work: Path) -> None:
    """The released deck's site, as it looks on a computer and on a phone."""
    project = work / "project"
    shutil.copytree(ROOT / "cards", project / "cards")
    for command in (("release", "--version", "1.0"), ("site", "--url", "https://example.org/")):
        name, *options = command
        run(sys.executable, "-m", "deckgen", name, project / "cards", *options, SOURCE_DATE_EPOCH=DAY)
    with chromium() as browser:
        for device, (agent, width, height) in DEVICES.items():
            look: Literal["light", "dark"] = "dark" if device == "phone" else "light"
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=look, user_agent=agent)
            page.goto((project / "output" / "site" / "index.html").as_uri())
            page.screenshot(path=work / f"site-{device}.png", animations="disabled")
            smaller(work / f"site-{device}.png", PICTURES / f"site-{device}.png")


def pages(work: Path) -> None:
    """The page as a browser window shows it, with a mechanism open."""
    page_file = work / "page.html"
    run(sys.executable, "-m", "deckgen", "page", ROOT / "cards", "-o", page_file)
    with chromium() as browser:
        page = browser.new_page(viewport={"width": PAGE[0], "height": PAGE[1]}, color_scheme="light")
        page.goto(page_file.as_uri())
        page.locator("#-Query").fill("GRPO 크리틱")
        page.locator("summary", has_text="GRPO는 크리틱(Critic) 모델 없이").click()
        page.screenshot(path=work / "page.png", animations="disabled")
        smaller(work / "page.png", PICTURES / "page.png")


def smaller(picture: Path, out: Path) -> None:
    """Keep as many colours as a screen of text needs; dithering would show as noise."""
    run(_MAGICK, picture, "+dither", "-colors", "160", "-strip", f"PNG8:{out}")


WHICH: dict[str, Callable[[Path], None]] = {"cards": cards, "page": pages, "site": sites}


def main() -> None:
    """Make the pictures that are asked for; all by default."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("which", nargs="*", choices=[*WHICH, []], default=[])
    which = parser.parse_args().which or WHICH
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name in which:
        with tempfile.TemporaryDirectory() as folder:
            WHICH[name](Path(folder))
    for picture in sorted(PICTURES.iterdir()):
        sys.stdout.write(f"{picture.relative_to(ROOT)}  {picture.stat().st_size // 1000} kB\n")


if __name__ == "__main__":
    main()
