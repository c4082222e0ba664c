"""Make the README's picture: cards of the seminar deck in the real Anki desktop.

    python tests/pictures/make.py

Needs Xvfb and ImageMagick (Debian: apt install xvfb imagemagick fonts-noto-cjk libxcb-cursor0 libxcb-icccm4
libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-xinerama0 libxkbcommon-x11-0 libnss3). Anki comes
from PyPI into a virtual environment of its own, which is kept in the system's folder for temporary files.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / ".github" / "pictures"
ANKI = Path(tempfile.gettempdir()) / "deckgen-anki-desktop"
PHONE = "420x860"
LIGHT = (("ID:quantization card:1", "back"), ("ID:q05 card:1", "back"))
DARK = (("ID:rag-pipeline card:1", "back"), ("ID:grpo-advantage-formula card:1", "back"))
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


def main() -> None:
    """Make the picture."""
    with tempfile.TemporaryDirectory() as folder:
        cards(Path(folder))


if __name__ == "__main__":
    main()
