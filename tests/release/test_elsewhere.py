"""Releases of branches and tags that are not merged: the next release waits for them."""

from tests.compiler.project import Project

from .test_repository import NEW, OURS, THEIRS, Git, diverged


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
