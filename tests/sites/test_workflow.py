"""The workflow that `init` writes: its steps run as they stand, in a clean folder, against a bare repository."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from deckgen.exchange.scaffold import create
from tests.compiler.project import ROOT, posix
from tests.sites.repository import WORKFLOW, Repository, git

TAG_STEP = "Publish from a tag only the release that it names"
CARD = "Meeting what you learn again just before you would forget it."


@posix
def test_the_button_releases_pushes_and_makes_the_site_time_after_time(repository: Repository) -> None:
    first = repository.run("release", repository.clone(), VERSION="1.0")
    assert first.code == 0, first.said
    assert "nothing to rehearse" in first.said
    assert first.summary.startswith("# Seminar 1.0\n")
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
    assert "1  updated: changed upstream, and the change arrived" in second.said
    assert "The promise holds" in second.said
    assert "## Changed cards (1)\n" in second.summary
    assert git(repository.bare, "tag").split() == ["v1.0", "v1.1"]
    clone = repository.clone()
    assert repository.run("site", clone, skip=TAG_STEP).code == 0
    assert [path.name for path in (clone / "output/site").glob("*.apkg")] == ["Seminar-1.1.apkg"]

    again = repository.run("release", repository.clone())
    assert again.code == 0, again.said
    assert "nothing to release" in again.said
    assert git(repository.bare, "tag").split() == ["v1.0", "v1.1"]


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
    assert "the sources are no longer release 1.0" in unreleased.said
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
def test_a_push_that_comes_meanwhile_stops_the_release_whole(repository: Repository) -> None:
    clone = repository.clone()
    head = repository.edit(CARD, "Something new.")
    late = repository.run("release", clone, VERSION="1.0")
    assert late.code != 0
    assert "rejected" in late.said
    assert late.output == "", "the site's job would publish it"
    assert git(repository.bare, "for-each-ref", "--format=%(objectname)").split() == [head]


@posix
@pytest.mark.parametrize("version", ["1.0; touch pwned $(touch pwned)", "--dry-run"])
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
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False, "what is installed could use them"
        assert ("github.token" in str(step)) == (step.get("id") == "push")
    assert [step for step in found["check"]["steps"] if "upload" in step.get("uses", "")] == []


def test_this_projects_own_deck_has_the_same_workflow(tmp_path: Path) -> None:
    create(tmp_path / "deck", "Deck", "en", installs="anki-deckgen==1.0")
    (_, written), (_, own) = jobs(tmp_path / "deck" / WORKFLOW), jobs(ROOT / WORKFLOW)
    for found in (written, own):
        for job in found.values():
            job["steps"] = [step for step in job["steps"] if step.get("name") != "Install"]
    assert own == written


def test_without_a_way_to_install_deckgen_its_author_fills_it_in(tmp_path: Path) -> None:
    create(tmp_path / "deck", "Deck", "en", installs="")
    assert (tmp_path / "deck" / WORKFLOW).is_file()
    (line,) = [line for line in (tmp_path / "deck" / "requirements.txt").read_text().splitlines() if line[0] != "#"]
    assert line.startswith("anki-deckgen[verify] @ git+https://ADDRESS-OF-DECKGEN@"), "pip says what is missing"
