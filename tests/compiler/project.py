"""Deck projects for tests, and what the real Anki makes of their packages."""

import json
import os
import re
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from anki.collection import Collection
from click.testing import CliRunner

from deckgen import Deck, Diagnostic
from deckgen.anki.package import Stamps, write_apkg
from deckgen.cli import group
from deckgen.pipeline.load import load

ROOT = Path(__file__).parents[2]
"""The repository."""
FIXTURES = Path(__file__).parent / "fixtures"
MISTAKES = ROOT / "tests" / "rules" / "mistakes.txt"
"""Mistakes as beginners make them, and what `check` prints of each; those whose title begins with "fine" are none."""
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes, links for everyone, or signals of this kind")
CARD = "category: A\ncards:\n  - {front: a, id: a, back: b}\n"
DECK = "name: Test deck\nid: test-deck-1\n"
OLD_PACKAGE = b"what members have now"
NOW = 1_700_000_000


@dataclass(frozen=True)
class Case:
    """One case of a fixture file: a title, an input and what is expected, parted by lines with a full stop alone."""

    title: str
    given: str
    expected: str


def cases(path: Path) -> list[Case]:
    """The cases of a fixture file."""
    text = path.read_text(encoding="utf-8")
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
        """Write several files: `=== PATH` or `=== PATH as ENCODING` begins each; the first is `cards/01.yaml`."""
        first, *others = re.split(r"^=== (.+)\n", text, flags=re.MULTILINE)
        if first.strip():
            self.write("cards/01.yaml", first)
        for name, content in zip(others[0::2], others[1::2], strict=True):
            path, _, encoding = name.partition(" as ")
            self.write(path, content.encode(encoding or "utf-8"))

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
    from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest

    log = collection.import_anki_package(
        ImportAnkiPackageRequest(package_path=str(package), options=ImportAnkiPackageOptions())
    ).log
    return {name: len(getattr(log, name)) for name in ("new", "updated", "duplicate", "conflicting")}


def lines(text: str) -> Iterator[str]:
    """A fixture's lines that hold something."""
    return (line for line in text.splitlines() if line.strip())


def only(project: Project) -> Diagnostic:
    """The one diagnostic of a project, which has a hint."""
    _, diagnostics = project.load()
    assert len(diagnostics) == 1, [str(d) for d in diagnostics]
    assert diagnostics[0].hint
    return diagnostics[0]


@contextmanager
def closed(project: Project, folder: Path, mode: int) -> Iterator[None]:
    """A folder with fewer permissions; they mean nothing to root, who is someone else for that while."""
    project.run("check", "cards")  # what is imported now need not be readable then
    root = os.geteuid() == 0
    folder.chmod(mode)
    if root:
        for above in (project.root, *project.root.parents[:2]):
            above.chmod(0o755)
        os.seteuid(65_534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)


MIXED = """\
category: 경량화와 LoRA
tags: [강화 학습, "두\\t칸", ' ', '"따옴표"', a::b]
cards:
  - {term: LoRA, id: lora, definition: 작은 행렬, recall: true, requires: [rank]}
  - {mechanism: 왜?, id: how, summary: 그래서, steps: [하나, 둘], figure: '![그림](media/그림.svg)'}
  - question: 무엇을?
    id: q
    answer: 이것
    followups: [{question: 왜?, id: q-why, answer: 그냥}]
    tags: [덧 붙임]
=== cards/02.yaml
category: 기초
cards:
  - {cloze: '{{c1::하나}} {{c3::둘}}', id: gap}
  - {front: rank?, id: rank, back: '[sound:소리.mp3]', reverse: true}
=== cards/media/그림.svg
<svg/>
=== cards/media/소리.mp3
not really a sound
"""
"""Cards of every kind, in two files, with a picture and a sound."""


DECKGEN = shutil.which("deckgen", path=sysconfig.get_path("scripts")) or "deckgen"
"""The command; on Windows it is next to python.exe in a virtual environment only, and ends in .exe."""


def deckgen(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run deckgen with its output in pipes."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("NO_COLOR", "TERM"))}
    return subprocess.run(
        [DECKGEN, *arguments], capture_output=True, text=True, encoding="utf-8", check=False, env=env | environment
    )
