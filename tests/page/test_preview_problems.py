"""What a preview says is wrong: what `deckgen check` says, in its words, and nothing else."""

import json
import re
from pathlib import Path

import pytest

from deckgen.cli.errors import described
from deckgen.model.diagnostics import DeckgenError
from deckgen.web.preview import Preview
from tests.compiler.project import DECK, Project

from .decks import write_deck

LEDGER = "cards/released.jsonl"
DOUBTFUL = """\
category: A
cards:
  - front: 이것은 맞습니까?
    id: a
    back: 예
  - front: "[연결](https://example.org/x y)은?"
    id: b
    back: '![그림](https://example.org/a.png) $\\unknowncommand{x}$'
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A deck project whose cards cause doubts; the test runs inside it."""
    monkeypatch.chdir(tmp_path)
    made = Project(tmp_path)
    made.write("cards/deck.yaml", DECK + "language: ko\n")
    made.write("cards/01.yaml", DOUBTFUL)
    return made


def told(preview: Preview) -> list[tuple[str, str, str, str]]:
    """What an open page is told is wrong."""
    news = json.loads(preview.news(None, 0) or "")
    return [(found["place"], found["rule"], found["message"], found["hint"]) for found in news["problems"]]


def checked(project: Project, language: str) -> list[tuple[str, str, str, str]]:
    """What the command tells."""
    found = json.loads(project.run("--lang", language, "check", "--format", "json")[1])
    return [(f"{d['file']}:{d['line']}:{d['column']}", d["rule"], d["message"], d["hint"]) for d in found]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_preview_tells_what_check_tells(language: str, project: Project) -> None:
    preview = Preview(project.cards.relative_to(project.root), described, language)
    preview.rebuild()
    assert told(preview) == checked(project, language)
    assert told(preview)
    assert bool(re.search("[가-힣]{2}", told(preview)[0][2])) == (language == "ko")
    project.write("cards/01.yaml", DOUBTFUL.replace("id: b", "id: a"))
    preview.rebuild()
    assert "duplicate-id" in {rule for _, rule, _, _ in told(preview)}
    assert told(preview) == checked(project, language)


def test_what_a_deck_s_history_says_is_told_too_and_the_page_stays_new(project: Project) -> None:
    assert project.run("release", "--version", "1.0")[0] == 0
    preview = Preview(project.cards, described)
    assert preview.rebuild().changed
    before = len(told(preview))
    ledger = project.write(LEDGER, (project.root / LEDGER).read_text("utf-8") + "{\n")
    preview.rebuild()
    assert len(told(preview)) > before
    assert json.loads(preview.news(None, 0) or "")["page"] == "", "the page shows the cards as they are"
    ledger.write_text(ledger.read_text("utf-8")[:-2], "utf-8")
    preview.rebuild()
    assert len(told(preview)) == before


def test_a_bug_in_one_round_is_told_and_the_preview_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cards = write_deck(tmp_path, "cards: [{front: a, id: a, back: b}]\n")
    preview = Preview(cards, lambda error: DeckgenError("bug", "a bug: {what}", what=repr(error), log="-"), "ko")
    assert not preview.rebuild().diagnostics
    good = preview.page

    def fail(*_: object, **__: object) -> None:
        raise RecursionError("too deep")

    with monkeypatch.context() as broken:
        broken.setattr("deckgen.web.preview.live.view_of", fail)
        (problem,) = preview.rebuild().diagnostics
    assert (problem.rule, problem.said("ko").message) == ("bug", "deckgen의 버그입니다: RecursionError('too deep')")
    assert preview.page == good
    assert not preview.rebuild().diagnostics
