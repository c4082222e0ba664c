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
from deckgen.rules.described import described


def _run(language: str, *arguments: str) -> Result:
    speak(language)
    try:
        return CliRunner().invoke(group, ["--lang", language, *arguments])
    finally:
        speak("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_all_rules_is_what_the_catalogue_says(language: str) -> None:
    page = _run(language, "rules", "--format", "markdown").stdout
    assert set(re.findall(r"^### (.+)$", page, re.MULTILINE)) == set(catalogue.names())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_is_listed(language: str) -> None:
    lines = _run(language, "rules").stdout.split("\n")
    assert {line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "} == set(catalogue.names())
    listed = json.loads(_run(language, "rules", "--format", "json").stdout)
    assert [rule["rule"] for rule in listed if rule["settable"]] == [
        n for n in catalogue.names() if catalogue.settable(n)
    ]
    assert next(rule["limits"] for rule in listed if rule["rule"] == "long-front")


def test_every_rule_is_explained() -> None:
    for name in catalogue.names():
        rule = described(name, "en")
        said = _run("en", "rules", name).stdout
        assert said.startswith(f"{name}  ")
        assert rule.why in said
        for message, hint in rule.says:
            assert f"- {message}\n" in said
            assert hint in said
        assert ("rules: {" in said) == catalogue.settable(name)
        for line in catalogue.entry(name).fails.strip("\n").split("\n"):
            assert line in said


def test_a_rule_says_how_to_set_it() -> None:
    assert "rules: {long-front: off}" in _run("en", "rules", "long-front").stdout
    assert "rules: {long-front: {longest: " in _run("en", "rules", "long-front").stdout


def test_an_unknown_rule_is_answered_with_the_nearest() -> None:
    near = _run("en", "rules", "long-frond")
    assert near.exit_code == 2
    assert "did you mean 'long-front'?" in near.output
    assert "bare-path, broken-formula" in _run("ko", "rules", "xxxxxxx").output
