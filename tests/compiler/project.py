"""Deck projects for tests, and what the real Anki makes of their packages."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from click.testing import CliRunner

from deckgen.apkg import Stamps, write_apkg
from deckgen.cli import group
from deckgen.pipeline import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from anki.collection import Collection

    from deckgen import Deck, Diagnostic

ROOT = Path(__file__).parents[2]
"""The repository."""
FIXTURES = Path(__file__).parent / "fixtures"
DECK = "name: Test deck\nid: test-deck-1\n"
OLD_PACKAGE = b"what members have now"
NOW = 1_700_000_000


@dataclass(frozen=True)
class Case:
    """One case of a fixture file: a title, an input and what is expected, parted by lines with a full stop alone."""

    title: str
    given: str
    expected: str


def cases(name: str) -> list[Case]:
    """The cases of a fixture file."""
    text = (FIXTURES / name).read_text(encoding="utf-8")
    parts = re.split(r"^\.\n", text, flags=re.MULTILINE)
    triples = zip(parts[0::3], parts[1::3], parts[2::3], strict=False)
    return [Case(title.strip(), given, expected) for title, given, expected in triples]


@dataclass(frozen=True)
class Project:
    """A deck project in a folder of its own, which is the working folder too."""

    root: Path

    @property
    def cards(self) -> Path:
        """The cards folder."""
        return self.root / "cards"

    def write(self, path: str, content: str | bytes) -> Path:
        """Write one file, given relative to the project."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
        return target

    def write_all(self, text: str) -> None:
        """Write several files: a line `=== PATH` begins each; what stands before the first is `cards/01.yaml`."""
        first, *others = re.split(r"^=== (.+)\n", text, flags=re.MULTILINE)
        if first.strip():
            self.write("cards/01.yaml", first)
        for path, content in zip(others[0::2], others[1::2], strict=True):
            self.write(path, content)

    def basics(self, *pairs: tuple[str, str]) -> None:
        """Write `basic` cards, each a front and a back, with ids c1, c2, …, as JSON, which is YAML too."""
        cards = [{"front": f, "id": f"c{n}", "back": b} for n, (f, b) in enumerate(pairs, start=1)]
        self.write("cards/01.yaml", json.dumps({"category": "Basics", "cards": cards}, ensure_ascii=False))

    def load(self) -> tuple[Deck, tuple[Diagnostic, ...]]:
        """Load the project's cards."""
        return load(Path("cards"))

    def clean(self) -> Deck:
        """Load cards that have no fault."""
        deck, diagnostics = self.load()
        assert not diagnostics, "\n".join(map(str, diagnostics))
        return deck

    def package(self, name: str = "deck.apkg", mod: int = NOW) -> Path:
        """Write the cards' package."""
        path = self.root / name
        write_apkg(self.clean(), path, Stamps(mod))
        return path

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Run a command in this process; gives the exit code, standard output and standard error."""
        result = CliRunner().invoke(group, arguments, standalone_mode=False)
        if result.exception is not None:
            raise result.exception
        return result.return_value, result.stdout, result.stderr

    def files(self) -> dict[str, bytes]:
        """Every file below the project and its content."""
        return {p.relative_to(self.root).as_posix(): p.read_bytes() for p in self.root.rglob("*") if p.is_file()}


def import_package(collection: Collection, package: Path) -> dict[str, int]:
    """Import a package as a member does; gives how many notes were new, updated, duplicate, conflicting."""
    from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest  # noqa: PLC0415 - takes its time

    log = collection.import_anki_package(
        ImportAnkiPackageRequest(package_path=str(package), options=ImportAnkiPackageOptions())
    ).log
    return {name: len(getattr(log, name)) for name in ("new", "updated", "duplicate", "conflicting")}


def lines(text: str) -> Iterator[str]:
    """A fixture's lines that hold something."""
    return (line for line in text.splitlines() if line.strip())
