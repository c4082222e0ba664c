"""Fixtures of the site's tests: a small deck that was released, and its site."""

from pathlib import Path

import pytest

from tests.compiler.project import Project
from tests.release.conftest import CARDS, DECK, FIRST, git, project, released, seoul
from tests.sites.repository import Repository

__all__ = ["git", "project", "released", "seoul"]


@pytest.fixture
def site(released: Project) -> Path:
    """The folder of the first release's site."""
    code, _, err = released.run("site", "--url", "https://example.org/deck")
    assert (code, err) == (0, "")
    return released.root / "output" / "site"


@pytest.fixture(scope="session")
def shared_site(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with such a site, made once, for tests that only look at it."""
    made = Project(tmp_path_factory.mktemp("site"))
    made.write("cards/deck.yaml", DECK)
    made.write("cards/01.yaml", CARDS)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(made.root)
        patch.setenv("SOURCE_DATE_EPOCH", str(FIRST))
        assert made.run("release", "--version", "1.0")[0] == 0
        assert made.run("site", "--url", "https://example.org/deck")[0] == 0
    return made


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("GIT_COMMITTER_DATE", f"{FIRST} +0000")
    monkeypatch.setenv("GIT_AUTHOR_DATE", f"{FIRST} +0000")
    return Repository(tmp_path)
