"""A Korean run prints no English sentence, whatever it is asked and however it ends."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deckgen.cli import COMMANDS, main
from deckgen.cli.language import speak
from tests.compiler.project import Project

from .english import english

Run = Callable[..., str]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """An empty folder, which is the working folder too."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.delenv("DECKGEN_LANG")
    return Project(tmp_path)


@pytest.fixture
def run(place: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Runs a command in Korean, as from a terminal; gives what it says after looking for English in it."""
    del place

    def run(*arguments: str, code: int | None = None, language: str = "ko") -> str:
        monkeypatch.setattr(sys, "argv", ["deckgen", *(["--lang", language] if language else []), *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = "".join(capsys.readouterr())
        assert code is None or ended.value.code == code, said
        assert language != "ko" or not english(said), said
        return said

    yield run
    speak("en")


def test_no_help_is_in_english(run: Run) -> None:
    for name in ("", *COMMANDS):
        assert "사용법" in run(*filter(None, (name, "--help")), code=0)


USAGE = """
biuld
--nope
--lang xx check
check --nope
check --format xml
check --strict=1
import
import nowhere.csv deck
preview --port 70000
plan --until never
plan --new 5 --minutes 5
kinds trem
rules same
build -o deck.zip
release --again x --tag
site --url ftp://x
init a b
"""
"""Command lines that no command takes."""


def test_no_usage_error_is_in_english(run: Run) -> None:
    for line in USAGE.split("\n")[1:-1]:
        assert "오류" in run(*line.split(), code=2)
    assert "혹시 'term'인가요?" in run("kinds", "용어", code=2)


def test_a_good_deck_is_spoken_of_in_korean(place: Project, run: Run) -> None:
    run("init", "deck", code=0)
    cards = "deck/cards"
    assert "경고 2개" in run("check", cards, code=0)
    for arguments in (("build",), ("page",), ("plan", "--until", "2026-12-31")):
        run(arguments[0], cards, *arguments[1:])
    for name in ("term", "mechanism", "question", "cloze", "basic"):
        run("kinds", name, code=0)
    run("release", cards)  # what init wrote is still there
    deck = place.root / cards / "deck.yaml"
    deck.write_text(re.sub("description: .*\n", "", deck.read_text("utf-8")), "utf-8")
    first = deck.with_name("01-first.yaml")
    first.write_text("cards:\n  - {term: 기억, id: memory, definition: 잊을 만할 때 다시 꺼내 보는 일.}\n", "utf-8")
    assert "문제 없음" in run("check", cards, code=0)
    run("release", cards, "--dry-run")
    run("release", cards, "--version", "1.0", code=0)
    run("release", cards, "--version", "1.0")
    first.write_text(first.read_text("utf-8").replace("잊을 만할 때", "잊을 즈음"), "utf-8")
    run("diff", "deck/output/deck-1.0.apkg", cards)
    run("release", cards, "--dry-run")
    run("merge", "deck/output/deck-1.0.apkg", cards)
    run("site", cards)
    run("release", cards, "--repair", "--dry-run")
    for path in (place.root / cards / "releases").glob("*.md"):
        assert not english(path.read_text("utf-8"))


def test_no_import_is_reported_in_english(place: Project, run: Run) -> None:
    place.write("table.csv", "앞면,뒷면,비고\n물음,답,덧붙임\n,빠짐,\n")
    place.write("notes.md", "머리말\n\n# 제목\n\n## 물음\n\n답 ![](없음.png)\n\n## 빈 제목\n")
    for name in ("table.csv", "notes.md", "none.bin"):
        run("import", name, f"deck-{name}")
    reports = [*place.root.rglob("import-report*.txt")]
    assert reports
    assert not [path for path in reports if english(path.read_text("utf-8"))]
