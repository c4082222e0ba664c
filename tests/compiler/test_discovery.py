"""Which deck a command means, wherever it is called and whatever folder it is given."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import click
import pytest

from deckgen.model.diagnostics import DeckgenError

from .project import CARD, DECK, DECKGEN, Project

EVERY = ["build", "check", "page", "plan", "release", "site", "schema", "preview"]


def files(project: Project) -> set[str]:
    return {name for name in project.files() if not name.startswith("output/")}


@pytest.mark.parametrize("where", [".", "cards", "cards/deeper", "cards/media", "notes/of/mine"])
def test_a_deck_is_found_upward_as_git_finds_its_own(
    where: str, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("cards/deeper/01.yaml", CARD)
    folder = project.root / where
    folder.mkdir(parents=True, exist_ok=True)
    before = files(project)
    monkeypatch.chdir(folder)
    assert project.run("build")[0] == 0
    assert (project.root / "output" / "Test-deck-draft.apkg").is_file()
    assert project.run("check")[:2] == (0, "1 note checked, no problems\n")
    assert project.run("diff", str(project.root / "output" / "Test-deck-draft.apkg"))[0] == 0
    assert files(project) == before


@pytest.mark.parametrize("named", ["", "cards", ".", "../{name}", "{root}", "{root}/cards"])
def test_the_project_s_folder_and_its_cards_folder_are_the_same_deck(named: str, project: Project) -> None:
    project.write("cards/01.yaml", CARD)
    place = named.format(name=project.root.name, root=project.root)
    assert project.run("build", *filter(None, [place]))[0] == 0
    assert list((project.root / "output").glob("*.apkg")) == [project.root / "output" / "Test-deck-draft.apkg"]
    old = str(project.root / "output" / "Test-deck-draft.apkg")
    assert "No difference." in project.run("diff", old, place or "cards")[1]


@pytest.mark.parametrize("command", EVERY)
def test_a_part_of_a_deck_is_never_taken_for_another_deck(command: str, project: Project) -> None:
    project.write("cards/deeper/01.yaml", CARD)
    before = files(project)
    if command == "check":  # which tells of a part what it has to tell
        assert project.run("check", "cards/deeper")[0] == 0
        return
    with pytest.raises(DeckgenError, match="is a part of the deck 'cards'"):
        project.run(command, *(["--cards"] if command == "kinds" else []), "cards/deeper")
    assert files(project) == before


def test_a_folder_of_decks_is_none_itself(project: Project) -> None:
    project.write("decks/one/cards/deck.yaml", DECK)
    project.write("decks/two/deck.yaml", DECK)
    (project.cards / "deck.yaml").unlink()
    with pytest.raises(DeckgenError, match="no deck in 'decks' itself") as error:
        project.run("build", "decks")
    assert "'decks/one/cards', 'decks/two'" in error.value.hint


def test_nobody_is_told_to_write_a_second_id(project: Project) -> None:
    project.write("cards/01.yaml", CARD)
    (project.cards / "deck.yaml").unlink()
    for language in ("en", "ko"):
        said = subprocess.run(
            [DECKGEN, "build", "cards"],
            capture_output=True,
            encoding="utf-8",
            check=False,
            env={**os.environ, "DECKGEN_LANG": language},
        )
        assert said.returncode == 1
        assert "git log -- cards/deck.yaml" in said.stderr
        assert "id: …" not in said.stderr
    assert not (project.cards / "deck.yaml").exists()


def test_the_language_is_that_of_the_deck_above(project: Project) -> None:
    project.write("cards/deck.yaml", DECK + "language: ko\n")
    project.write("cards/deeper/01.yaml", CARD)
    environment = {name: value for name, value in os.environ.items() if name != "DECKGEN_LANG"}
    said = subprocess.run(
        [DECKGEN, "check"],
        cwd=project.cards / "deeper",
        capture_output=True,
        encoding="utf-8",
        check=True,
        env={**environment, "LANG": "en_US.UTF-8", "LC_ALL": ""},
    )
    assert "검사했습니다" in said.stdout


# --- check FILE --------------------------------------------------------------------------------------

TWICE = "cards:\n  - {front: a, id: a, back: b}\n"
WRONG = "cards:\n  - {front: b, id: b}\n"


def places(project: Project, *arguments: str) -> tuple[int, set[str]]:
    code, shown, _ = project.run("check", *arguments)
    return code, {line.split(":")[0] for line in shown.splitlines() if "error[" in line}


def test_files_are_judged_in_the_light_of_the_deck(project: Project) -> None:
    for name in ("01", "02"):
        project.write(f"cards/{name}.yaml", TWICE)
    project.write("cards/deeper/03.yaml", WRONG)
    project.write("cards/04.yaml", "cards:\n  - {front: c, id: c, back: b, requires: [a]}\n")
    assert places(project, "cards/01.yaml") == (1, {"cards/02.yaml"}), "the one id is in both files"
    assert places(project, "cards/02.yaml") == (1, {"cards/02.yaml"})
    assert places(project, "cards/deeper/03.yaml") == (1, {"cards/deeper/03.yaml"})
    assert places(project, "cards/deeper") == (1, {"cards/deeper/03.yaml"})
    assert places(project, "cards/04.yaml") == (0, set())
    assert places(project, "cards/04.yaml", "cards/deck.yaml", "--strict") == (0, set())
    assert places(project, str(project.cards / "01.yaml"), "cards/deeper/03.yaml")[0] == 1


def test_only_the_files_that_are_named_are_mended(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("01", "02"):
        project.write(f"cards/{name}.yaml", "cards:\n  - {front: a, back: b}\n")
    monkeypatch.chdir(project.cards)
    assert project.run("check", "02.yaml", "--fix")[0] == 0
    assert (project.cards / "02.yaml").read_bytes() == b"cards:\n  - {front: a, id: a, back: b}\n"
    assert (project.cards / "01.yaml").read_bytes() == b"cards:\n  - {front: a, back: b}\n"


def test_files_that_are_not_there_or_of_no_deck_are_told(project: Project, tmp_path: Path) -> None:
    project.write("cards/01.yaml", CARD)
    with pytest.raises(DeckgenError, match=r"there is no 'cards/nope\.yaml'"):
        project.run("check", "cards/01.yaml", "cards/nope.yaml")
    project.write("notes.md", "# Notes")
    with pytest.raises(click.UsageError, match=r"'notes\.md' is no file of the deck"):
        project.run("check", "notes.md")
    project.write("compose.yaml", "a: 1")
    assert project.run("check", "compose.yaml")[0] == 0, "pre-commit names it, too"
    project.write("second/deck.yaml", DECK)
    project.write("second/01.yaml", CARD)
    assert project.run("check", "second")[0] == 0
    outside = tmp_path.parent / "outside.yaml"
    outside.write_text(CARD, encoding="utf-8")
    with pytest.raises(DeckgenError, match="no cards folder"):
        project.run("check", str(outside))
