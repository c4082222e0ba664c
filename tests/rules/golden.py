"""Golden cases: a mistake as an author makes it, and what `check` prints of it.

A case is a file: `=== PATH` begins each file of a deck, `=== printed` what is printed. A path may be followed
by the encoding in which the file is saved. `python -m tests.rules.golden` writes what is printed anew; then read the
diff, since each changed line is what an author will see.
"""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from deckgen.cli import group
from deckgen.cli.language import speak

FOLDER = Path(__file__).parent / "mistakes"
_DECK = "name: 시험 공부\nid: exam-study\nlanguage: ko\n"
_PART = re.compile(r"^=== (.+)\n", re.MULTILINE)


@dataclass(frozen=True)
class Golden:
    """A case."""

    path: Path
    files: tuple[tuple[str, str], ...]
    """Each file's path, with its encoding where it is not UTF-8, and its content."""
    expected: str
    """What `check` prints."""

    def printed(self, language: str = "en") -> str:
        """What `check` prints of it now."""
        before = Path.cwd()
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            try:
                self.write(Path(folder))
                return CliRunner().invoke(group, ["--lang", language, "check"]).output
            finally:
                speak("en")
                os.chdir(before)

    def accept(self) -> None:
        """Write what is printed now into the case."""
        parts = [*self.files, ("printed", self.printed())]
        self.path.write_text("".join(f"=== {name}\n{content}" for name, content in parts), encoding="utf-8")

    def write(self, root: Path) -> None:
        """Write its files, and a good `deck.yaml`, below a folder."""
        for name, content in (("cards/deck.yaml", _DECK), *self.files):
            path, _, encoding = name.partition(" as ")
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode(encoding or "utf-8"))


def golden_cases() -> tuple[Golden, ...]:
    """All cases, by name."""
    cases = []
    for path in sorted(FOLDER.glob("*.txt")):
        _, *parts = _PART.split(path.read_text(encoding="utf-8"))
        *files, (_, expected) = zip(parts[0::2], parts[1::2], strict=True)
        cases.append(Golden(path, tuple(files), expected))
    return tuple(cases)


if __name__ == "__main__":
    for golden in golden_cases():
        golden.accept()
