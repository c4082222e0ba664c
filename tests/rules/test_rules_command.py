"""The rules, as an author reads of them: `rules` and `rules RULE`."""

import pytest
from click.testing import CliRunner, Result

from deckgen.cli import group
from deckgen.cli.language import speak
from deckgen.messages import catalogue
from deckgen.messages.translations import LANGUAGES


def _run(language: str, *arguments: str) -> Result:
    speak(language)
    try:
        return CliRunner().invoke(group, ["--lang", language, *arguments])
    finally:
        speak("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_is_listed_and_explained(language: str) -> None:
    names = set(catalogue.names())
    lines = _run(language, "rules").stdout.split("\n")
    assert {line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "} == names
    for name in names:
        said = _run(language, "rules", name).stdout
        rule = catalogue.entry(name)
        assert rule.why[language] in said
        assert ("rules: {" in said) == catalogue.settable(name)
        assert all(line in said for line in rule.fails.split("\n"))


def test_an_unknown_rule_is_answered_with_the_nearest() -> None:
    near = _run("en", "rules", "same-frond")
    assert near.exit_code == 2
    assert "did you mean 'same-front'?" in near.output
    assert "'unknown-field' is an error, not a rule" in _run("en", "rules", "unknown-field").output
    assert "bare-path, broken-formula" in _run("ko", "rules", "xxxxxxx").output
