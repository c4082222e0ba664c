"""Fixtures of the importers' tests."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.compiler.project import Project


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """An empty folder, which is the working folder too."""
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path)


def card_files(place: Project, folder: str = "deck") -> list[str]:
    """The texts of a deck's card files, without their first line."""
    files = sorted((place.root / folder / "cards").glob("[0-9]*.yaml"))
    return [path.read_text(encoding="utf-8").partition("\n")[2] for path in files]


def card_texts(place: Project, folder: str = "deck") -> str:
    """All card files of a deck, which has no error."""
    code, problems, _ = place.run("check", f"{folder}/cards")
    assert code == 0, problems
    return "".join(card_files(place, folder))


def cards_of(place: Project, folder: str = "deck") -> dict[str, list[dict[str, Any]]]:
    """Category → its cards without their ids."""
    card_texts(place, folder)
    files = map(yaml.safe_load, card_files(place, folder))
    return {
        file.get("category", ""): [{key: value for key, value in card.items() if key != "id"} for card in file["cards"]]
        for file in files
    }


def report(place: Project) -> str:
    """What the import of a new deck left to a person."""
    return (place.root / "deck/import-report.txt").read_text(encoding="utf-8")
