"""`deckgen release --tag`: the release's commit and tag."""

from collections.abc import Callable

import pytest

from deckgen.model.diagnostics import DeckgenError
from tests.compiler.project import Project, posix

from .conftest import CARDS

Git = Callable[..., str]


@pytest.fixture
def committed(project: Project, git: Git) -> Project:
    """A deck that is committed, and never released; git knows who commits."""
    git("config", "user.name", "Author")
    git("config", "user.email", "author@example.org")
    git("add", ".")
    git("commit", "-qm", "Cards")
    return project


def test_a_release_is_committed_and_tagged(committed: Project, git: Git) -> None:
    code, out, _ = committed.run("release", "--version", "1.0", "--tag")
    assert code == 0
    said = "then: commit cards/released.jsonl, cards/releases/1.0.md to main as 'Release 1.0', and tag it v1.0\n"
    assert out.startswith(said), "it says what it will do before it does it"
    assert out.endswith("git push --follow-tags, and give members the package with its release notes\n")
    assert git("show", "--format=%s", "--name-only", "v1.0^{commit}").split("\n") == [
        "Release 1.0",
        "",
        "cards/released.jsonl",
        "cards/releases/1.0.md",
        "",
    ]
    assert git("cat-file", "-t", "v1.0") == "tag\n", "only annotated tags go with --follow-tags"
    assert git("status", "--porcelain") == ""
    assert git("diff", "--stat", "v1.0") == ""
    assert committed.run("check")[0] == 0


def test_a_version_that_a_tag_has_is_not_released_with_a_tag(committed: Project, git: Git) -> None:
    git("tag", "v1.0")
    before = committed.files()
    with pytest.raises(DeckgenError, match=r"git has a tag v1\.0 already"):
        committed.run("release", "--version", "1.0", "--tag")
    assert committed.files() == before


def test_a_dry_run_says_what_it_would_tag_and_does_nothing(committed: Project, git: Git) -> None:
    before = committed.files()
    code, out, _ = committed.run("release", "--version", "1.0", "--tag", "--dry-run")
    assert code == 0
    assert "and tag it v1.0\nnothing was written (--dry-run)\n" in out
    assert committed.files() == before
    assert git("tag", "--list") == ""


DIRTY = {
    "a changed card file": ("cards/01.yaml", CARDS + "\n", "cards/01.yaml"),
    "a card file that no commit has": ("cards/덧.yaml", "cards: []\n", "cards/덧.yaml"),
}


@pytest.mark.parametrize("name", DIRTY)
def test_what_no_commit_has_is_not_tagged(committed: Project, name: str) -> None:
    path, text, said = DIRTY[name]
    committed.write(path, text)
    before = committed.files()
    with pytest.raises(DeckgenError, match="uncommitted changes") as error:
        committed.run("release", "--version", "1.0", "--tag")
    assert said in error.value.message
    assert {key: data for key, data in committed.files().items() if key in before and ".git/" not in key} == {
        key: data for key, data in before.items() if ".git/" not in key
    }
    assert not (committed.root / "cards/released.jsonl").exists()


def test_without_a_commit_or_a_branch_it_says_so(project: Project, git: Git) -> None:
    def refused() -> None:
        with pytest.raises(DeckgenError, match="no git repository with a commit on a branch"):
            project.run("release", "--version", "1.0", "--tag")
        assert not (project.root / "cards/released.jsonl").exists()

    refused()
    git("add", ".")
    git("commit", "-qm", "Cards")
    git("checkout", "-q", "--detach")
    refused()


@posix
def test_a_hook_that_refuses_leaves_the_release_and_says_what_is_left_to_do(committed: Project, git: Git) -> None:
    committed.write(".git/hooks/pre-commit", "#!/bin/sh\necho 'not today' >&2\nexit 1\n").chmod(0o755)
    with pytest.raises(DeckgenError, match="the release is made, but git: not today") as error:
        committed.run("release", "--version", "1.0", "--tag")
    assert "git commit -m 'Release 1.0' && git tag v1.0" in error.value.hint
    assert (committed.root / "output/semina-1.0.apkg").exists()
    assert git("tag", "--list") == ""
