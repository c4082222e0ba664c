"""The language that a run speaks is chosen in order, wherever the option is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from deckgen.cli import group
from deckgen.cli.language import choose_language, speak

from .make_mo import TARGET, compiled


def test_clicks_own_words_are_compiled() -> None:
    assert TARGET.read_bytes() == compiled(), "run python -m tests.words.make_mo"


def test_the_language_is_chosen_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    deck = tmp_path / "mine" / "cards"
    deck.mkdir(parents=True)
    (deck / "deck.yaml").write_text("name: x\nlanguage: ko   # mine\n", encoding="utf-8")
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.delenv("DECKGEN_LANG")
    assert choose_language(None, []) == "en"
    assert choose_language(None, ["build", "mine/cards"]) == "ko"
    assert choose_language(None, ["build", "mine"]) == "ko"
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    assert choose_language(None, []) == "ko"
    monkeypatch.setenv("DECKGEN_LANG", "en_US")
    assert choose_language(None, ["mine"]) == "en"
    assert choose_language("ko", []) == "ko"
    monkeypatch.setenv("DECKGEN_LANG", "xx")
    monkeypatch.setenv("LC_ALL", "xx_XX")
    assert choose_language(None, []) == "en"


@pytest.mark.parametrize("words", [("kinds", "--lang", "ko"), ("kinds", "--lang=ko"), ("--lang", "ko", "kinds")])
def test_the_option_may_be_anywhere(words: tuple[str, ...]) -> None:
    said = CliRunner().invoke(group, words)
    speak("en")
    assert said.exit_code == 0, said.output
    assert "모든 카드에 쓸 수 있는 키" in said.output
