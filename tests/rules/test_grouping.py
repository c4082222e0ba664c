"""Many equal findings fit on a screen, and none is kept from who asks for all."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from deckgen.cli import group
from deckgen.cli.language import speak
from deckgen.cli.report import FIRST
from deckgen.messages.translations import LANGUAGES

_SCREEN = 40


def _many(folder: Path, notes: int) -> str:
    """A deck in which 77 notes have one and the same doubt, and one lacks its id."""
    folder.mkdir(exist_ok=True)
    (folder / "deck.yaml").write_text("name: Many\nid: many\n", encoding="utf-8")
    cards = [f"  - {{front: What is {max(number, 77)}?, id: c{number}, back: b}}\n" for number in range(notes - 1)]
    (folder / "01.yaml").write_text(f"cards:\n{''.join(cards)}  - {{front: Who?, back: b}}\n", encoding="utf-8")
    return str(folder)


def _check(*arguments: str, language: str = "en") -> str:
    try:
        return CliRunner().invoke(group, ["--lang", language, "check", *arguments]).stdout
    finally:
        speak("en")


def test_77_equal_warnings_among_1000_notes_fit_on_a_screen(tmp_path: Path) -> None:
    said = _check(_many(tmp_path, 1_000))
    assert len(said.splitlines()) <= _SCREEN
    assert said.count("[same-front]") == FIRST
    assert f"{77 - FIRST} more" in said
    assert "  77  same-front" in said
    assert "[missing-id]" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_asks_for_all_gets_all(language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deck = _many(tmp_path / "내 덱", 100)
    assert f"deckgen check --all '{deck}'" in _check(deck, language=language), "the way out names what was named"
    every = _check(deck, "--all", language=language)
    assert every.count("[same-front]") == 77
    assert "check --all" not in every
    assert len(json.loads(_check(deck, "--format", "json", language=language))) == 78
    assert f"deckgen check --all '{deck}/01.yaml'" in _check(f"{deck}/01.yaml", language=language)
    monkeypatch.chdir(deck)
    assert "내 덱" not in _check(language=language)
