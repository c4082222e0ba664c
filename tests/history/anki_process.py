"""A running `driver.py`: the real Anki of some version that members still run, in a process of its own."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

CACHE = Path(__file__).parents[2] / ".soak"
VERSIONS = ("2.1.54", "23.10.1", "25.9.5")
DRIVER = Path(__file__).with_name("driver.py")


@dataclass(frozen=True)
class Quirks:
    """What an importer does otherwise than today's; each was measured."""

    renames_fork: bool
    """A renamed field or template makes a second note type: ids pinned in them are not looked at. Anki up to 2.1.66
    (not 23.10.1), and the old Python importer in every version."""
    updates_stamped: bool
    """An updated note gets the time of the import instead of the package's. Anki up to 24.6.3 (not 25.9.5). Only who
    imports an older release after a newer one was made can notice."""


def quirks_of(version: str, *, legacy: bool) -> Quirks:
    """The quirks of a version's importer."""
    numbers = tuple(int(part) for part in version.split("."))
    return Quirks(renames_fork=legacy or numbers < (23, 10), updates_stamped=not legacy and numbers < (25, 9))


class AnkiProcess:
    """Starts an Anki and speaks with it; ends it when the `with` block ends."""

    def __init__(self, folder: Path, python: str = sys.executable, *, legacy: bool = False) -> None:
        self.folder = folder
        self._legacy = legacy
        self._histories = 0
        self._log = (folder / "anki.log").open("w+", encoding="utf-8")
        self._process = subprocess.Popen(
            [python, "-X", "utf8", "-W", "ignore", str(DRIVER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            encoding="utf-8",
            env={**os.environ, "TMPDIR": str(folder)},  # where Anki unpacks each package, wherever `folder` is quicker
        )
        self.version = str(self.call("hello"))
        self.quirks = quirks_of(self.version, legacy=legacy)
        self._template = folder / "template.anki2"
        self.call("template", path=str(self._template))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._process.wait(timeout=60)
        self._log.close()

    def call(self, do: str, **arguments: object) -> Any:
        """Send one request and return its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            self._log.seek(0)
            raise AssertionError(f"Anki died: {self._log.read()}")
        answer = json.loads(line)
        assert "error" not in answer, answer["error"]
        return answer["ok"]

    def begin(self, members: list[str]) -> None:
        """Begin a history with an empty collection for each member."""
        self._histories += 1
        folder = self.folder / f"collections-{self._histories}"
        self.call("begin", folder=str(folder), template=str(self._template), names=members)

    def import_(self, member: str, package: Path, now: int) -> tuple[dict[str, Any], dict[str, Any], dict[str, str]]:
        """Import a package; the collection before, after, and the media with their hashes."""
        answer = self.call("import", name=member, package=str(package), now=now, legacy=self._legacy)
        return answer["before"], answer["after"], answer["media"]


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
