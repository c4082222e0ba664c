"""Output: written whole or not at all, under a name that every disk takes."""

import os
import stat
from pathlib import Path

import pytest

from deckgen import DeckgenError
from deckgen.system.files import product_path, safe_name, write_atomically

from .project import CARD, DECK, OLD_PACKAGE, Project, posix


@posix
@pytest.mark.parametrize(
    ("output", "made"),
    [
        ("file/deck.apkg", "file"),
        ("output/" + "가" * 300 + ".apkg", None),
        ("/proc/deck.apkg", None),
        ("/dev/null/deck.apkg", None),
        ("loop/deck.apkg", "loop"),
    ],
)
def test_an_output_that_cannot_be_written_is_an_error(output: str, made: str | None, project: Project) -> None:
    project.write("cards/01.yaml", CARD)
    if made == "loop":
        (project.root / "loop").symlink_to("loop")
    elif made:
        project.write(made, "in the way")
    before = project.files()
    with pytest.raises(DeckgenError, match="cannot be written") as error:
        project.run("build", "cards", "-o", output)
    assert error.value.hint
    assert project.files() == before


@posix
def test_what_is_written_is_on_the_disk_before_its_name_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that loses power has the old file or the new one: the order of the system's calls is all there is."""
    target = tmp_path / "deck.apkg"
    target.write_bytes(OLD_PACKAGE)
    sync = os.fsync
    seen: list[tuple[str, bytes]] = []

    def watched(handle: int) -> None:
        sync(handle)
        seen.append(("a folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "a file", target.read_bytes()))

    monkeypatch.setattr(os, "fsync", watched)
    write_atomically(target, b"new")
    assert seen == [("a file", OLD_PACKAGE), ("a folder", b"new")]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("LLM 경량화 세미나", "LLM-경량화-세미나"),
        ("a/b\\c:d*e?f", "a-b-c-d-e-f"),
        ("..", "deck"),
        ("CON", "CON-deck"),
        ("nul.x", "nul.x-deck"),
        ("com¹", "com¹-deck"),
        ("가" * 300, "가" * 60),
        ("e\u0301", "é"),
    ],
)
def test_every_name_makes_a_file_name(name: str, expected: str) -> None:
    assert safe_name(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Pharm & Anatomy (1)", "Pharm-Anatomy-1"), ("C++ $HOME's", "C-HOME-s"), ("A::나무", "a-namu"), ("&", "deck")],
)
def test_a_package_is_called_what_a_shell_takes_as_it_is(project: Project, name: str, expected: str) -> None:
    assert product_path(project.cards, name, ".apkg").name == f"{expected}.apkg"


def test_a_deck_names_its_files(project: Project) -> None:
    project.write("cards/deck.yaml", f"{DECK}file: llm-seminar\n")
    project.write("cards/01.yaml", CARD)
    assert project.run("build")[0] == project.run("page")[0] == project.run("release", "--version", "1.0")[0] == 0
    names = {name.removeprefix("output/") for name in project.files() if name.startswith("output/llm")}
    assert names >= {"llm-seminar-draft.apkg", "llm-seminar.html", "llm-seminar-1.0.apkg", "llm-seminar-1.0.md"}
    assert project.run("site")[0] == 0
    assert (project.root / "output/site/llm-seminar-1.0.apkg").is_file()
    project.write("cards/deck.yaml", f"{DECK}file: 경량화\n")
    code, _, err = project.run("build")
    assert (code, "such as llm-seminar" in err) == (1, True)
