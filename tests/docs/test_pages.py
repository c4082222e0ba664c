"""Every command and example that the pages show runs as it stands, in both languages.

What cannot run here is named in `NOT_RUN`, with the reason; `pytest -rP tests/docs` lists the lines.
"""

import json
import os
import re
import shlex
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import genanki
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from deckgen.anki.package import Stamps, write_apkg
from deckgen.cli import group
from deckgen.cli.language import speak
from deckgen.pipeline.load import load
from deckgen.release.building import prepare
from tests.compiler.project import ROOT
from tests.compiler.test_moving_in import old_package

PAGES = [*sorted(ROOT.glob("README*.md")), *sorted((ROOT / "docs").glob("*.md"))]
NAMES = [path.relative_to(ROOT).as_posix() for path in PAGES]
ENGLISH = [name for name in NAMES if not name.endswith(".ko.md")]
NOT_RUN = {
    r"make (deck|test)": "the Makefile's own; CI runs it",
    r"cd ~/": "folders in a reader's home",
    r"python3 -m venv": "installs",
    r"(\.venv/bin/)?pip install": "installs from a package index",
    r"\. \.venv/bin/activate": "changes the reader's shell",
    r"deckgen preview": "serves until Ctrl-C; tests/page looks at it",
}
START = 1_700_000_000
BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"(?:# |<!-- )([\w./-]+\.\w+)(?: -->)?\n")
"""The first line of an example that is a file: its path, as a comment."""
DECK = "name: NAME\nid: pages-1\nlanguage: en\n"
CARDS = "cards:\n  - {front: One?, id: one, back: 'First.'}\n  - {front: Two?, id: two, back: 'Second.'}\n"


def blocks(name: str) -> Iterator[tuple[str, str]]:
    """Language and text of each fenced block of a page."""
    for _, language, text in BLOCK.findall((ROOT / name).read_text(encoding="utf-8")):
        yield language, textwrap.dedent(text)


def lines(name: str) -> Iterator[str]:
    """Each command of a page."""
    for language, text in blocks(name):
        if language == "sh":
            yield from commands(text)


def commands(text: str) -> Iterator[str]:
    """Each command of a shell block, without comments."""
    for part in re.split(r"&&|\n", text):
        words = shlex.split(part, comments=True)
        if words:
            yield " ".join(word if word.startswith("~") else shlex.quote(word) for word in words)


def reason(line: str) -> str:
    """Why a line is not run here; empty where it is."""
    return next((why for pattern, why in NOT_RUN.items() if re.match(pattern, line)), "")


class Reader:
    """Follows a page in a folder: saves its files, and types its commands, one a day."""

    def __init__(self, page: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.language = "ko" if page.endswith(".ko.md") else "en"
        self.time, self.monkeypatch, self.folder = START, monkeypatch, folder
        self.names: dict[str, object] = {}
        monkeypatch.chdir(folder)

    def type(self, line: str) -> str:
        """Type a command; gives what it prints."""
        words = [word for word in shlex.split(line) if word != "--open"]  # an opener of our own: tests/compiler
        if words[0] == "cd":
            os.chdir(words[1])
            return ""
        if words[0] == "rm":
            Path(words[1]).unlink()
            return ""
        assert words[0] == "deckgen", f"neither run nor named in NOT_RUN: {line}"
        self.time += 86_400
        self.monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796000000" if words[1] == "plan" else str(self.time))
        try:
            result = CliRunner().invoke(group, ["--lang", self.language, *words[1:]], standalone_mode=False)
        finally:
            speak("en")
        if result.exception is not None:
            raise result.exception
        assert result.return_value in (0, None), f"{line}\n{result.output}"
        return result.output

    def take(self, kind: str, text: str) -> None:
        """Save a file, or run a program."""
        path = FILE.match(text)
        if path:
            target = Path(path[1])
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text if target.suffix == ".yaml" else text[path.end() :], encoding="utf-8")
        elif kind == "python":
            self.time += 86_400
            self.monkeypatch.setenv("SOURCE_DATE_EPOCH", str(self.time))
            exec(text, self.names)  # noqa: S102 - as a reader runs it
        elif kind == "yaml":
            self.deck(text)

    def deck(self, text: str) -> None:
        """Look at a part of `deck.yaml` in a deck of its own."""
        cards = self.folder / "of-its-own" / "cards"
        cards.mkdir(parents=True, exist_ok=True)
        head = "" if "name:" in text else "name: x\nid: x\n"
        (cards / "deck.yaml").write_text(head + text, encoding="utf-8")
        (cards / "01.yaml").write_text(CARDS, encoding="utf-8")
        assert [str(each) for each in load(cards)[1] if each.is_error] == []


def released(reader: Reader) -> None:
    """A deck of which members have release 1.0."""
    fresh(reader)
    Path("cards/01.yaml").write_text(CARDS, encoding="utf-8")
    reader.type("deckgen release --version 1.0")


def changed(reader: Reader) -> None:
    """A deck that was changed after its release."""
    released(reader)
    Path("cards/01.yaml").write_text(CARDS.replace("First.", "The first."), encoding="utf-8")


def fresh(_reader: Reader) -> None:
    """A deck without a card."""
    Path("cards").mkdir()
    Path("output").mkdir()
    Path("cards/deck.yaml").write_text(DECK, encoding="utf-8")
    old_package(Path("DECK.apkg"))


def corrected(reader: Reader) -> None:
    """A released deck, and a member's export with a correction."""
    released(reader)
    deck = prepare(Path("cards"), load(Path("cards"))[0]).deck
    notes = tuple(replace(n, fields=tuple(f.replace("Second", "The second") for f in n.fields)) for n in deck.notes)
    write_apkg(replace(deck, notes=notes), Path("theirs.apkg"), Stamps(reader.time + 1))


def sources(_reader: Reader) -> None:
    """Decks and notes of other tools."""
    old_package(Path("DECK.apkg"))
    other = genanki.Deck(2_059_400_110, "Other")
    other.add_note(genanki.Note(genanki.BASIC_MODEL, ["a front", "a back"], guid="other"))
    genanki.Package(other).write_to_file("OTHER.apkg", timestamp=START)
    model = {
        "__type__": "NoteModel", "crowdanki_uuid": "m", "name": "Basic", "type": 0, "css": "",
        "flds": [{"name": "Front", "ord": 0}, {"name": "Back", "ord": 1}],
        "tmpls": [{"name": "Card 1", "ord": 0, "qfmt": "{{Front}}", "afmt": "{{Back}}"}],
    }  # fmt: skip
    note = {"__type__": "Note", "fields": ["a", "b"], "guid": "g", "note_model_uuid": "m", "tags": []}
    deck = {"__type__": "Deck", "name": "D", "children": [], "notes": [note], "note_models": [model], "media_files": []}
    Path("deck.json").write_text(json.dumps(deck), encoding="utf-8")
    Path("vault").mkdir()
    Path("vault/one.md").write_text("front :: back\n", encoding="utf-8")


def inside(reader: Reader) -> None:
    """In a folder of deckgen's own, next to which decks are made."""
    Path("deckgen").mkdir()
    reader.type("cd deckgen")


BEFORE: dict[str, Callable[[Reader], None]] = {
    "README": inside,
    "docs/writing-cards": released,
    "docs/tables-and-notes": sources,
    "docs/moving-in": sources,
    "docs/releasing": changed,
    "docs/hosting": released,
    "docs/fit-before-the-day": released,
    "docs/corrections": corrected,
    "docs/from-python": fresh,
}


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_can_do_what_a_page_shows(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Reader(name, tmp_path, monkeypatch)
    begin = BEFORE.get(name.removesuffix(".md").removesuffix(".ko"))
    if begin:
        begin(reader)
    for kind, text in blocks(name):
        if kind != "sh":
            reader.take(kind, text)
            continue
        for line in commands(text):
            if reason(line):
                print(f"not run here: {line} ({reason(line)})")  # noqa: T201 - pytest -rP shows it
            else:
                reader.type(line)


def test_each_page_has_a_twin_with_the_same_commands() -> None:
    assert {name.replace(".ko.md", ".md") for name in NAMES} == set(ENGLISH)
    for name in ENGLISH:
        twin = name.replace(".md", ".ko.md")
        assert twin in NAMES, f"{name} has no Korean twin"
        commands = [[line.split()[:2] for line in lines(page)] for page in (name, twin)]
        assert commands[0] == commands[1], name


def test_links_lead_somewhere_and_every_page_is_linked() -> None:
    linked: set[Path] = set()
    for name in (*NAMES, "CONTRIBUTING.md"):
        text = re.sub(r"```.*?```|`[^`]*`", "", (ROOT / name).read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(((?!media/)[^)#:]+)\)", text):
            path = (ROOT / name).parent.joinpath(target).resolve()
            assert path.exists(), f"{name} links to {target}"
            linked.add(path)
    assert {path.name for path in PAGES if path not in linked and not path.name.startswith("README")} == set()


def test_what_is_not_run_is_there_for_a_reason() -> None:
    every = [line for name in NAMES for line in lines(name)]
    assert [pattern for pattern in NOT_RUN if not any(re.match(pattern, line) for line in every)] == []


@pytest.mark.parametrize("name", ["README.md", "README.ko.md"])
def test_the_readme_shows_a_mistake_as_check_prints_it(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = next(text for kind, text in blocks(name) if kind == "yaml")
    (shown,) = [text for kind, text in blocks(name) if not kind]
    reader = Reader(name, tmp_path, monkeypatch)
    fresh(reader)
    Path("cards/02-memory.yaml").write_text(text.replace("definition:", "definitoin:", 1), encoding="utf-8")
    result = CliRunner().invoke(group, ["--lang", reader.language, "check"])
    speak("en")
    assert shown.strip() in result.output


def test_the_readme_is_short_and_narrow() -> None:
    for name in ("README.md", "README.ko.md"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 120
        assert [line for line in lines if len(line) > 120 and not line.startswith(("|", "!"))] == []


def test_no_page_names_an_installation_that_is_not_there() -> None:
    for name in NAMES:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not re.search(r"pipx? install '?anki-deckgen|pypi\.org", text), name
