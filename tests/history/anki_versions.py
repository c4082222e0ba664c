"""Folders and environments for the Anki versions that members still run."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CACHE = Path(__file__).parents[2] / ".soak"
VERSIONS = ("2.1.54", "23.10.1", "25.9.5")


@contextmanager
def quick_folder() -> Iterator[Path]:
    """An empty folder, in memory where the system has one: Anki syncs its database to disk at every step."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder made in it has a random name
    with tempfile.TemporaryDirectory(prefix="deckgen-", dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


def python_with(version: str) -> str:
    """The interpreter of an environment that holds this version of `anki`, installed where it is not there yet."""
    folder = CACHE / f"anki-{version}"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not (folder / "installed").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", f"anki=={version}"], check=True)
        (folder / "installed").touch()
    return str(python)
