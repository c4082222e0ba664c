"""A deck that is released and edited since, and each command that writes something beside it."""

from collections.abc import Sequence
from pathlib import Path

import genanki
import pytest
from msgspec.structs import replace

from deckgen import load, prepare
from deckgen.anki.package import Stamps, write_apkg
from tests.compiler.project import Project

FIRST = 1_700_000_000
LATER = FIRST + 86_400
CARDS = """\
category: Basics
cards:
  - front: Why is a GPU quick?
    id: gpu
    back: It does many sums at once.
  - term: Token
    id: token
    definition: The smallest piece of a text.
    figure: '![a square](media/square.svg)'
"""
SQUARE = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path d='M0 0h9v9z'/></svg>"
COMMANDS: dict[str, tuple[str, ...]] = {
    "build": ("build",),
    "page": ("page",),
    "plan": ("plan", "--until", "2023-12-01", "--new", "1"),
    "release": ("release", "--version", "1.1"),
    "ledger": ("release", "--repair"),
    "merge": ("merge", "member.apkg", "--apply"),
    "schema": ("schema", "-o", "schema.json"),
    "init": ("init", "new"),
    "import": ("import", "notes.csv", "new"),
    "move-in": ("import", "old.apkg", "new", "--language", "en"),
    "move-into": ("import", "old.apkg", "--into", "cards"),
}
"""Each command that writes, by its name."""


def old_package(path: Path, meaning: str = "one with leaves", media: Sequence[str] = ()) -> None:
    """What members have from another tool; `media` are files next to the package."""
    model = genanki.Model(
        1_607_392_319_000,
        "Word",
        fields=[{"name": "Word"}, {"name": "Meaning"}],
        templates=[{"name": "Card 1", "qfmt": "{{Word}}", "afmt": "{{Meaning}}"}],
    )
    deck = genanki.Deck(1_607_392_319_001, "Old deck")
    deck.add_note(genanki.Note(model, ["tree", meaning], guid="tree"))
    genanki.Package(deck, [path.with_name(name) for name in media]).write_to_file(path, timestamp=FIRST)


def run(folder: Path, *command: str, now: int = LATER) -> tuple[int, str]:
    """Run deckgen in a folder and in this process, which has all modules; its exit code and what it complained of."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("SOURCE_DATE_EPOCH", str(now))
        code, _, err = Project(folder).run(*command)
        return code, err


def _begin(root: Path, *command: str) -> None:
    """Run what happened before a test."""
    assert run(root, *command, now=FIRST) == (0, "")


def project(root: Path, name: str) -> None:
    """A project in which the command of a name has something to write."""
    files = {
        "cards/deck.yaml": "name: Seminar\nid: seminar-1\n",
        "cards/01.yaml": CARDS,
        "cards/media/square.svg": SQUARE,
        "notes.csv": "front,back\nWhat is a weight?,A number that training moves.\n",
    }
    for path, content in files.items():
        root.joinpath(path).parent.mkdir(parents=True, exist_ok=True)
        root.joinpath(path).write_text(content, encoding="utf-8")
    _begin(root, "release", "--version", "1.0")
    cards = root / "cards/01.yaml"
    if name == "ledger":
        lines = root.joinpath("cards/released.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
        root.joinpath("cards/released.jsonl").write_text("".join(lines[:-1]), encoding="utf-8")
    if name == "merge":
        deck = prepare(root / "cards", load(root / "cards")[0]).deck
        notes = [
            replace(note, fields=tuple(field.replace("many", "thousands of") for field in note.fields))
            for note in deck.notes
        ]
        write_apkg(replace(deck, notes=tuple(notes)), root / "member.apkg", Stamps(LATER))
    if name.startswith("move-in"):
        old_package(root / "old.apkg")
    if name in {"build", "release"}:
        cards.write_text(CARDS.replace("smallest", "least"), encoding="utf-8")
    if name in {"page", "build"}:
        _begin(root, name)
        cards.write_text(CARDS.replace("at once", "side by side"), encoding="utf-8")
