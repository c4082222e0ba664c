"""Which deck a command means, wherever it is called and whatever folder it is given."""

from pathlib import Path

import click
import pytest

from deckgen.model.diagnostics import DeckgenError

from .project import CARD, DECK, Project

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
        project.run(command, "cards/deeper")
    assert files(project) == before


def test_a_folder_of_decks_is_none_itself(project: Project) -> None:
    project.write("decks/one/cards/deck.yaml", DECK)
    project.write("decks/two/deck.yaml", DECK)
    (project.cards / "deck.yaml").unlink()
    with pytest.raises(DeckgenError, match="no deck in 'decks' itself") as error:
        project.run("build", "decks")
    assert "'decks/one/cards', 'decks/two'" in error.value.hint


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
    project.write("cards/05.yaml", "cards:\n  - {front: e, back: e}\n")
    project.write("cards/06.yaml", "cards:\n  - {front: f, back: f}\n")
    assert places(project, "cards/06.yaml", "--fix")[0] == 0
    assert (project.cards / "06.yaml").read_bytes() == b"cards:\n  - {front: f, id: f, back: f}\n"
    assert (project.cards / "05.yaml").read_bytes() == b"cards:\n  - {front: e, back: e}\n", "it was not named"


def test_files_that_are_not_there_or_of_no_deck_are_reported(project: Project, tmp_path: Path) -> None:
    project.write("cards/01.yaml", CARD)
    with pytest.raises(DeckgenError, match=r"there is no 'cards/nope\.yaml'"):
        project.run("check", "cards/01.yaml", "cards/nope.yaml")
    project.write("notes.md", "# Notes")
    with pytest.raises(click.UsageError, match=r"'notes\.md' is not a file of the deck"):
        project.run("check", "notes.md")
    project.write("compose.yaml", "a: 1")
    assert project.run("check", "compose.yaml")[0] == 0, "pre-commit names it, too"
    project.write("second/deck.yaml", DECK)
    project.write("second/01.yaml", CARD)
    assert project.run("check", "second")[0] == 0
    outside = tmp_path.parent / "outside.yaml"
    outside.write_text(CARD, encoding="utf-8")
    with pytest.raises(click.UsageError, match="these belong to 0 decks"):
        project.run("check", str(outside))
