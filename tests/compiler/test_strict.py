"""`--strict` means one thing: what `deckgen check` warns of stops every command that writes."""

from __future__ import annotations

import pytest

from .project import Project

DOUBTS = {
    "between cards": "cards:\n  - {front: Why?, id: a, back: b}\n  - {front: Why?, id: b, back: c}\n",
    "lost in Anki": "cards:\n  - {front: 'a $$x', id: a, back: b}\n",
}
COMMANDS = ["build", "page", "release", "site"]


@pytest.mark.parametrize("doubt", DOUBTS)
@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_stops_where_check_would(command: str, doubt: str, project: Project) -> None:
    project.write("cards/01.yaml", DOUBTS[doubt])
    if command == "site":  # which shows what was released
        assert project.run("release", "--version", "1.0")[0] == 0
    assert project.run("check")[0] == 0
    assert project.run("check", "--strict")[0] == 1
    before = project.files()
    code, _, said = project.run(command, "--strict")
    assert code == 1
    assert "warning[" in said
    assert set(project.files()) == set(before)
    assert project.run(command)[0] == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_a_deck_without_doubts_passes(command: str, project: Project) -> None:
    project.write("cards/01.yaml", "cards:\n  - {front: What?, id: sound, back: b}\n")
    if command == "site":
        assert project.run("release", "--version", "1.0", "--strict")[0] == 0
    assert project.run("check", "--strict")[0] == 0
    assert project.run(command, "--strict")[0] == 0
