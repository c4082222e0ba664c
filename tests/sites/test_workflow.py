"""The workflow that `init` writes: its steps run as they stand, in a clean folder, against a bare repository."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from deckgen._version import __version__
from deckgen.scaffold import create
from deckgen.scaffold.requirement import requirement_of
from tests.compiler.project import ROOT, posix

WORKFLOW = ".github/workflows/deck.yml"
DAY = 86_400
FIRST = 1_700_000_000
COMMIT = "0123456789abcdef0123456789abcdef01234567"
SHA256 = "0123456789abcdef" * 4
AUTHOR = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


class Repository:
    """A bare repository with a new deck project in it, and clones of it in which the workflow's jobs run."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clones, self.time = folder, 0, FIRST
        self.bare = folder / "remote.git"
        git(folder, "init", "--quiet", "--bare", "--initial-branch", "main", str(self.bare))
        first = folder / "first"
        create(first, "Seminar", "en", installs=f"anki-deckgen[verify]=={__version__}")
        git(first, "init", "--quiet", "--initial-branch", "main")
        git(first, "add", ".")
        git(first, "commit", "--quiet", "--message", "Begin")
        git(first, "push", "--quiet", str(self.bare), "HEAD:main")

    def clone(self, ref: str = "main") -> Path:
        """A clean folder, as the checkout makes it."""
        self.clones += 1
        made = self.folder / f"clone-{self.clones}"
        git(self.folder, "clone", "--quiet", str(self.bare), str(made))
        git(made, "checkout", "--quiet", ref)
        return made

    def edit(self, old: str, new: str, *, tag: str = "", branch: str = "main") -> str:
        """Change a card and push; gives the commit."""
        clone = self.clone()
        path = clone / "cards" / "01-first.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        git(clone, "commit", "--quiet", "--all", "--message", "Edit")
        if tag:
            git(clone, "tag", tag)
        git(clone, "push", "--quiet", "origin", f"HEAD:{branch}", *([tag] if tag else []))
        return git(clone, "rev-parse", "HEAD").strip()

    def run(self, job: str, clone: Path, *, skip: str = "", **environment: str) -> Run:
        """Run a job's steps in a clone, up to the first that fails."""
        self.time += DAY
        temporary = clone.with_name(f"{clone.name}-runner")
        temporary.mkdir(exist_ok=True)
        summary, output = temporary / "summary.md", temporary / "output.txt"
        head = git(clone, "rev-parse", "HEAD").strip()
        env = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "GIT_"))},
            **AUTHOR,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PIP_NO_INDEX": "1",  # what the requirements name is here already, and nothing else is looked for
            "SOURCE_DATE_EPOCH": str(self.time),
            "RUNNER_TEMP": str(temporary),
            "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_SHA": head,
            "GITHUB_REF": "refs/heads/main",
            "GITHUB_REF_TYPE": "branch",
            "GITHUB_REF_NAME": "main",
            "GITHUB_REPOSITORY": "someone/deck",
            "GITHUB_REPOSITORY_OWNER": "someone",
            "VERSION": "",
            **environment,
        }
        said, code = "", 0
        steps = yaml.safe_load((clone / WORKFLOW).read_text(encoding="utf-8"))["jobs"][job]["steps"]
        for step in steps:
            if code or "run" not in step or step["name"] == skip:
                continue
            script = temporary / "step.sh"
            script.write_text(step["run"], encoding="utf-8")
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-e", script],
                cwd=clone,
                env=env,
                capture_output=True,
                text=True,
                check=False,
            )
            said += done.stdout + done.stderr
            code = done.returncode
        return Run(code, said, _read(summary), _read(output))


class Run:
    """What a job did."""

    def __init__(self, code: int, said: str, summary: str, output: str) -> None:
        self.code, self.said, self.summary, self.output = code, said, summary, output


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def git(folder: Path, *arguments: str) -> str:
    """Run git, whose clock is the tests' own."""
    env = {**os.environ, **AUTHOR, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(["git", *arguments], cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("GIT_COMMITTER_DATE", f"{FIRST} +0000")
    monkeypatch.setenv("GIT_AUTHOR_DATE", f"{FIRST} +0000")
    return Repository(tmp_path)


TAG_STEP = "Publish from a tag only the release that it names"
CARD = "Meeting what you learn again just before you would forget it."


@posix
def test_the_button_releases_pushes_and_makes_the_site_time_after_time(repository: Repository) -> None:
    first = repository.run("release", repository.clone(), VERSION="1.0")
    assert first.code == 0, first.said
    assert "the first release" in first.said
    commit = first.output.removeprefix("commit=").strip()
    assert git(repository.bare, "rev-parse", "main", "v1.0^{commit}").split() == [commit, commit]
    assert git(repository.bare, "show", "--format=%s", "--name-only", "main").split("\n\n") == [
        "Release 1.0",
        "cards/released.jsonl\ncards/releases/1.0.md\n",
    ]
    clone = repository.clone(commit)
    site = repository.run("site", clone, skip=TAG_STEP)
    assert site.code == 0, site.said
    facts = json.loads((clone / "output/site/deck.json").read_text(encoding="utf-8"))
    assert (facts["version"], facts["package"]) == ("1.0", "https://someone.github.io/deck/Seminar-1.0.apkg")

    repository.edit(CARD, "Meeting it again just in time.")
    second = repository.run("release", repository.clone())
    assert second.code == 0, second.said
    assert "The promise holds" in second.said
    assert git(repository.bare, "tag").split() == ["v1.0", "v1.1"]
    clone = repository.clone()
    assert repository.run("site", clone, skip=TAG_STEP).code == 0
    assert [path.name for path in (clone / "output/site").glob("*.apkg")] == ["Seminar-1.1.apkg"]


@posix
def test_a_pushed_tag_publishes_only_the_release_that_it_names(repository: Repository) -> None:
    assert repository.run("release", repository.clone(), VERSION="1.0").code == 0
    on = {"GITHUB_REF_TYPE": "tag", "GITHUB_REF_NAME": "v1.0", "GITHUB_REF": "refs/tags/v1.0"}
    assert repository.run("site", repository.clone("v1.0"), **on).code == 0
    wrong = repository.run("site", repository.clone("v1.0"), **{**on, "GITHUB_REF_NAME": "v2.0"})
    assert wrong.code == 1
    assert "::error::the tag v2.0 does not name the ledger's last release, 1.0" in wrong.said
    repository.edit(CARD, "Something that nobody released.", tag="v1.1", branch="elsewhere")
    unreleased = repository.run("site", repository.clone("v1.1"), **{**on, "GITHUB_REF_NAME": "v1.1"})
    assert unreleased.code == 1
    assert "the sources are no longer release 1.0: spaced-repetition" in unreleased.said
    repository.edit(CARD, "Something new.")
    assert repository.run("release", repository.clone(), VERSION="1.2").code == 0
    old = repository.run("site", repository.clone("v1.0"), **on)
    assert old.code == 1, "an older release must not take a newer one's place"
    assert "released-elsewhere" in old.said


@posix
def test_a_pull_request_is_checked_and_told_in_words(repository: Repository) -> None:
    assert repository.run("release", repository.clone(), VERSION="1.0").code == 0
    commit = repository.edit(CARD, "Meeting it again just in time.", branch="change")
    clone = repository.clone()
    git(clone, "merge", "--quiet", "--no-ff", "--message", "Merge", commit)
    told = repository.run("check", clone)
    assert told.code == 0, told.said
    assert "<del>before you would forget it</del><ins>in time</ins>" in told.summary
    assert "would release 1.1: 0 new, 1 changed, 0 retired" in told.summary
    bad = repository.edit("definition: ", "definitoin: ", branch="bad")
    clone = repository.clone()
    git(clone, "merge", "--quiet", "--no-ff", "--message", "Merge", bad)
    refused = repository.run("check", clone)
    assert refused.code == 1
    assert re.search(
        r"^::error file=cards/01-first.yaml,line=\d+,col=\d+,title=unknown-field::", refused.said, re.MULTILINE
    )
    assert refused.summary == ""


@posix
@pytest.mark.parametrize("version", ["1.0; touch pwned", "$(touch pwned)", "--dry-run"])
def test_an_odd_version_releases_nothing(repository: Repository, version: str) -> None:
    clone = repository.clone()
    before = git(repository.bare, "for-each-ref")
    assert repository.run("release", clone, VERSION=version).code != 0
    assert not (clone / "pwned").exists()
    assert git(repository.bare, "for-each-ref") == before


def jobs(path: Path) -> tuple[dict[Any, Any], dict[str, dict[str, Any]]]:
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    return workflow, workflow["jobs"]


def test_no_job_may_do_more_than_it_must(tmp_path: Path) -> None:
    create(tmp_path / "deck", "Deck", "ko", installs="anki-deckgen==1.0")
    workflow, found = jobs(tmp_path / "deck" / WORKFLOW)
    assert workflow["permissions"] == {}
    assert set(workflow[True]) == {"pull_request", "push", "workflow_dispatch"}  # YAML reads 'on' as true
    assert {name: job["permissions"] for name, job in found.items()} == {
        "check": {"contents": "read"},
        "release": {"contents": "write"},
        "site": {"contents": "read"},
        "publish": {"pages": "write", "id-token": "write"},
    }
    assert "workflow_dispatch" in found["release"]["if"]
    for step in (step for job in found.values() for step in job["steps"]):
        assert "${{" not in step.get("run", ""), "what others wrote would be part of the script"
        if "uses" in step:
            assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", step["uses"])
    assert [step for step in found["check"]["steps"] if "upload" in step.get("uses", "")] == []


def test_this_projects_own_deck_has_the_same_workflow(tmp_path: Path) -> None:
    create(tmp_path / "deck", "Deck", "en", installs="anki-deckgen==1.0")
    (_, written), (_, own) = jobs(tmp_path / "deck" / WORKFLOW), jobs(ROOT / WORKFLOW)
    for found in (written, own):
        for job in found.values():
            job["steps"] = [step for step in job["steps"] if step.get("name") != "Install"]
    assert own == written


def test_without_a_way_to_install_deckgen_there_is_no_workflow(tmp_path: Path) -> None:
    create(tmp_path / "deck", "Deck", "en", installs="")
    assert not (tmp_path / "deck" / ".github").exists()
    assert not (tmp_path / "deck" / "requirements.txt").exists()


def _git(url: str, **more: str) -> str:
    return json.dumps({"url": url, "vcs_info": {"vcs": "git", "commit_id": COMMIT}, **more})


INSTALLED = [
    (None, "pip\n", "anki-deckgen[verify]==1.2.0"),
    (None, "uv", "anki-deckgen[verify]==1.2.0"),
    (None, "", ""),
    (None, "conda", ""),
    (
        _git("https://github.com/x/deckgen.git"),
        "pip",
        f"anki-deckgen[verify] @ git+https://github.com/x/deckgen.git@{COMMIT}",
    ),
    (
        _git("https://github.com/x/y", subdirectory="tools/deckgen"),
        "pip",
        f"anki-deckgen[verify] @ git+https://github.com/x/y@{COMMIT}#subdirectory=tools/deckgen",
    ),
    (_git("https://user:secret@github.com/x/deckgen.git"), "pip", ""),
    (_git("ssh://git@github.com/x/deckgen.git"), "pip", ""),
    (_git("https://github.com/x/deckgen.git\nevil"), "pip", ""),
    (_git("http://github.com/x/deckgen.git"), "pip", ""),
    (_git("file:///home/x/deckgen"), "pip", ""),
    ('{"url": "https://x.org/d.git", "vcs_info": {"vcs": "git", "commit_id": "main"}}', "pip", ""),
    ('{"url": "file:///home/x/deckgen", "dir_info": {"editable": true}}', "pip", ""),
    (
        json.dumps({"url": "https://x.org/a.whl", "archive_info": {"hashes": {"sha256": SHA256}}}),
        "pip",
        f"anki-deckgen[verify] @ https://x.org/a.whl#sha256={SHA256}",
    ),
    (
        json.dumps({"url": "https://x.org/a.whl", "archive_info": {"hash": f"sha256={SHA256}"}}),
        "pip",
        f"anki-deckgen[verify] @ https://x.org/a.whl#sha256={SHA256}",
    ),
    ('{"url": "https://x.org/a.whl", "archive_info": {}}', "pip", ""),
    ("not JSON", "pip", ""),
    ("[]", "pip", ""),
]


@pytest.mark.parametrize(("direct_url", "installer", "expected"), INSTALLED)
def test_the_workflow_installs_what_is_here_and_nothing_that_another_could_put_there(
    direct_url: str | None, installer: str, expected: str
) -> None:
    assert requirement_of("1.2.0", direct_url, installer) == expected


@pytest.mark.parametrize("version", ["1.0+local", "1.0.dev1", "0.1.0+g123"])
def test_a_version_that_no_index_has_is_not_asked_of_one(version: str) -> None:
    assert requirement_of(version, None, "pip") == ""
