"""Fixtures of the releases' tests."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deckgen import Prepared, prepare
from tests.compiler.project import Project

FIRST = 1_700_000_000
"""When the first release is made; a second one follows a day later."""
DAY = 86_400
LATER = FIRST + DAY
DECK = "name: 세미나\nid: seminar-1\nlanguage: ko\n"
CARDS = """\
category: 기초
cards:
  - front: GPU는 왜 빠른가요?
    id: gpu
    back: 같은 계산을 **한꺼번에** 많이 하기 때문입니다.
  - term: 토큰
    id: token
    definition: 모델이 글을 읽고 쓰는 가장 작은 조각.
  - cloze: 'LoRA는 {{c1::작은 두 행렬}}을 학습한다.'
    id: lora
"""
EDITED = CARDS.replace("가장 작은 조각", "제일 작은 단위")


KIND = """\
key: fact
fields:
  - {name: fact, format: markdown, id: 71, required: true}
  - {name: answer, format: markdown, id: 72}
cards:
  - {name: ask, id: 81}
"""
ON_THE_SECOND_DAY = "2023-11-16"
"""The author's date a day after `FIRST`: in Seoul, and on Windows wherever the tests run."""
if sys.platform == "win32":
    ON_THE_SECOND_DAY = datetime.fromtimestamp(FIRST + DAY, UTC).astimezone().strftime("%Y-%m-%d")
NOTHING = "nothing to release: the deck is as it was released, and 'deckgen build' makes its package\n"


def notes_of(project: Project, version: str = "1.1") -> str:
    """A release's notes."""
    return (project.root / f"output/semina-{version}.md").read_text(encoding="utf-8")


def problems(project: Project, now: int = LATER) -> list[tuple[str, str, str]]:
    """What the history says, as (place, severity[rule], message)."""
    found = prepared(project, now).diagnostics
    return [(str(d.span), f"{d.severity.value}[{d.rule}]", d.message) for d in found]


def prepared(project: Project, now: int = LATER) -> Prepared:
    """The deck as a build at some time makes it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", str(now))
        return prepare(project.cards, project.load()[0])


@pytest.fixture
def seoul() -> Iterator[None]:
    """The author's time zone: dates in release notes are theirs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "Asia/Seoul")
        read_time_zone()
        yield
    read_time_zone()


def read_time_zone() -> None:
    """Let this process look at TZ again."""
    if sys.platform != "win32":  # a process reads TZ once; Windows has no way to make it look again
        time.tzset()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seoul: None) -> Project:
    """A Korean deck of three cards; the test runs inside it, a day after the first release's time."""
    del seoul
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(FIRST))
    made = Project(tmp_path)
    made.write("cards/deck.yaml", DECK)
    made.write("cards/01.yaml", CARDS)
    return made


@pytest.fixture
def released(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The same, after release 1.0, on the next day."""
    code, _, err = project.run("release", "--version", "1.0")
    assert (code, err) == (0, "")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(FIRST + DAY))
    return project


@pytest.fixture
def git(project: Project) -> Callable[..., str]:
    """Runs git in the project, which is a repository."""

    def run(*arguments: str, check: bool = True) -> str:
        config = ("-c", "user.name=Author", "-c", "user.email=author@example.org", "-c", "commit.gpgsign=false")
        environment = os.environ | {"GIT_COMMITTER_DATE": f"{os.environ['SOURCE_DATE_EPOCH']} +0000"}
        done = subprocess.run(
            ["git", *config, *arguments],
            cwd=project.root,
            check=check,
            capture_output=True,
            encoding="utf-8",
            env=environment,
        )
        return done.stdout

    run("init", "-q", "-b", "main")
    project.write(".gitignore", "/*\n!/cards/\n")
    return run


@pytest.fixture
def own_kind(project: Project) -> Project:
    """A deck with a kind of its own, released."""
    for name, text in {
        "kind.yaml": KIND,
        "labels.yaml": "en: {kind: Fact, fact: Fact, answer: Answer}\n",
        "ask.front.html": "{{fact}}",
        "ask.back.html": "{{answer}}",
        "style.css": "",
        "example.yaml": "fact: a\nid: a\nanswer: b\n",
    }.items():
        project.write(f"cards/kinds/fact/{name}", text)
    project.write(
        "cards/02.yaml", "category: 물\ncards:\n  - fact: 물은 몇 도에서 끓나요?\n    id: water\n    answer: 100도\n"
    )
    code, _, err = project.run("release", "--version", "1.0")
    assert (code, err) == (0, "")
    return project


@pytest.fixture
def committed(released: Project, git: Callable[..., str]) -> Project:
    """The first release, committed and tagged; it is the next day."""
    git("add", ".")
    git("commit", "-qm", "Release 1.0")
    git("tag", "v1.0")
    return released
