"""Fixtures of the compiler's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from anki.collection import Collection

from .project import DECK, Project


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A deck project with a good `deck.yaml` and no card; the test runs inside it."""
    monkeypatch.chdir(tmp_path)
    made = Project(tmp_path)
    made.write("cards/deck.yaml", DECK)
    return made


@pytest.fixture(scope="session")
def anki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    """One collection for questions that change nothing: how Anki reads a text or a template."""
    from anki.collection import Collection

    opened = Collection(str(tmp_path_factory.mktemp("anki") / "questions.anki2"))
    yield opened
    opened.close()
