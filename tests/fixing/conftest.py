"""Fixtures of the tests of fixes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.compiler.project import DECK, Project


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A deck project with a good `deck.yaml` and no card; the test runs inside it."""
    monkeypatch.chdir(tmp_path)
    made = Project(tmp_path)
    made.write("cards/deck.yaml", DECK)
    return made
