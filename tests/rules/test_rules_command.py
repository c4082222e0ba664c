"""The rules, as an author reads of them: `rules`, `rules RULE` and the page of all rules."""

from __future__ import annotations

import json
import re

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
    page = _run(language, "rules", "--format", "markdown").stdout
    assert set(re.findall(r"^### (.+)$", page, re.MULTILINE)) == names
    for rule in json.loads(_run(language, "rules", "--format", "json").stdout):
        said = _run(language, "rules", rule["rule"]).stdout
        assert rule["why"] in said
        assert ("rules: {" in said) == rule["settable"] == catalogue.settable(rule["rule"])
        assert all(line in said for line in rule["fails"].split("\n"))


def test_an_unknown_rule_is_answered_with_the_nearest() -> None:
    near = _run("en", "rules", "same-frond")
    assert near.exit_code == 2
    assert "did you mean 'same-front'?" in near.output
    assert "bare-path, broken-formula" in _run("ko", "rules", "xxxxxxx").output
