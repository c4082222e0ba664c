"""Clones that lack a part of the history: what they may not know is said."""

import pytest

from tests.compiler.project import Project

from .conftest import EDITED
from .test_repository import LEDGER, OURS, THIRD, Git, commit, release


def test_a_shallow_clone_says_that_it_may_not_know_all(
    committed: Project, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    release(committed, git, EDITED, "1.1")
    git("clone", "-q", "--depth", "1", committed.root.as_uri(), "clone")
    monkeypatch.chdir(committed.root / "clone")
    (committed.root / "clone/cards/01.yaml").write_text(OURS, encoding="utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(THIRD))
    assert "warning[shallow-history]" in committed.run("release", "--dry-run")[2]


def test_a_clone_with_a_filter_says_that_it_may_not_know_all_until_the_ledgers_are_fetched(
    committed: Project, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    release(committed, git, EDITED, "1.1")
    git("config", "uploadpack.allowFilter", "true")
    git("clone", "-q", "--filter=blob:none", committed.root.as_uri(), "clone")
    monkeypatch.chdir(committed.root / "clone")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(THIRD))
    assert "warning[shallow-history]: this clone lacks" in committed.run("release", "--dry-run")[2]
    git("-C", "clone", "log", "--patch", "--", LEDGER)
    assert "shallow-history" not in committed.run("release", "--dry-run")[2]


def test_a_clone_with_a_filter_lacks_nothing_of_a_deck_that_was_never_released(
    project: Project, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(git, "Begin")
    git("config", "uploadpack.allowFilter", "true")
    git("clone", "-q", "--filter=blob:none", project.root.as_uri(), "clone")
    monkeypatch.chdir(project.root / "clone")
    assert project.run("release", "--dry-run")[2] == ""
