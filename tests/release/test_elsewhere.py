"""Releases of branches and tags that are not merged: the next release waits for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .test_repository import NEW, OURS, THEIRS, diverged, release_there

if TYPE_CHECKING:
    from tests.compiler.project import Project

    from .test_repository import Git


def test_a_release_of_a_branch_that_is_not_merged_stops_the_next_one(committed: Project, git: Git) -> None:
    diverged(committed, git, OURS, THEIRS)
    committed.write("cards/01.yaml", OURS + NEW.format("셋"))
    before = committed.files()
    code, _, err = committed.run("release")
    assert code == 1
    assert (
        "error[released-elsewhere]: release 1.1-other was made elsewhere, in 'other', 'v1.1-other', and is not here"
        in err
    )
    assert "git merge other" in err
    assert committed.files() == before
    code, shown, _ = committed.run("check")
    assert (code, "warning[released-elsewhere]" in shown) == (0, True)
    git("branch", "-D", "other")
    git("tag", "-d", "v1.1-other")
    assert committed.run("release")[0] == 0


def test_a_release_of_a_branch_and_its_tags_is_told_once(committed: Project, git: Git) -> None:
    diverged(committed, git, OURS, THEIRS)
    release_there(committed, git, THEIRS + NEW.format("셋"), "1.2-other", "output/second.apkg")
    shown = committed.run("check")[1]
    assert "releases 1.1-other, 1.2-other were made elsewhere, in 'other', 'v1.2-other', 'v1.1-other', and" in shown
    assert (shown.count("released-elsewhere"), "git merge other" in shown) == (1, True)
    git("update-ref", "-d", "refs/heads/other")
    git("tag", "-d", "v1.2-other")
    assert "release 1.1-other was made elsewhere, in 'v1.1-other', and" in committed.run("check")[1]
