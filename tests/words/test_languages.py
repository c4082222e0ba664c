"""The language that a run speaks is chosen in order, wherever the option is written."""

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
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.delenv("DECKGEN_LANG")
    assert choose_language([]) == "en"
    assert choose_language(["build", "mine/cards"]) == choose_language(["build", "mine"]) == "ko"
    for name, code in (("ko_KR.UTF-8", "ko"), ("Korean_Korea", "ko"), ("en_US", "en"), ("kok_IN", "en")):
        monkeypatch.setenv("LC_ALL", name)
        assert choose_language([]) == code
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert choose_language(["build", "mine"]) == "en", "a person comes before a deck"
    monkeypatch.setenv("DECKGEN_LANG", "ko")
    assert choose_language([]) == "ko"
    assert choose_language(["kinds", "--lang", "en"]) == "en"


@pytest.mark.parametrize("words", [("kinds", "--lang", "ko"), ("kinds", "--lang=ko"), ("--lang", "ko", "kinds")])
def test_the_option_may_be_anywhere(words: tuple[str, ...]) -> None:
    said = CliRunner().invoke(group, words)
    speak("en")
    assert said.exit_code == 0, said.output
    assert "모든 카드에 쓸 수 있는 키" in said.output
