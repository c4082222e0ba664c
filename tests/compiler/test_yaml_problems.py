"""What the installed libyaml says is what authors get explained: `make lowest` asks the oldest allowed one, too."""

from __future__ import annotations

import pytest

from deckgen.sources.nodes import parse
from deckgen.sources.yaml_problems import KNOWN

SLIPS = {
    "mapping values are not allowed": "a: b\nc: d: e\n",
    "did not find expected '-' indicator": "- a\nb: c\n",
    "did not find expected key": "a: 'b\n  c'\n d: e\n",
    "did not find expected ',' or": "a: [b, c\nd: e\n",
    "could not find expected ':'": "a: b\nc\nd: e\n",
    "found unexpected end of stream": "a: 'b\n",
    "hexdecimal number": 'a: "\\xzz"\n',
    "found unknown escape character": 'a: "\\l"\n',
    "block sequence entries are not allowed": "a: - b\n",
    "did not find expected alphabetic": "a: *\n",
    "found undefined tag handle": "a: !x!y z\n",
    "did not find expected whitespace": "a: !<x>y z\n",
    "did not find the expected '>'": "a: !<x\n",
    "did not find URI escaped octet": "a: !%zz x\n",
    "did not find expected comment or line break": "a: >x\n  b\n",
    "exceeded maximum nesting depth": "- " * 100_000,
}
"""What libyaml says → a text of which it says so."""


def test_every_message_that_is_explained_has_a_slip_here() -> None:
    assert SLIPS.keys() == KNOWN.keys()


@pytest.mark.parametrize(("words", "text"), KNOWN.items(), ids=KNOWN)
def test_libyamls_words_never_reach_an_author(words: str, text: tuple[str, str, str]) -> None:
    source, (found,) = parse(SLIPS[words], "x.yaml")
    assert source.broken
    rule, _, case = text[0].partition(".")
    assert found.rule == rule
    if rule != "too-deep":  # older versions of libyaml set no limit of their own, and deckgen's speaks
        assert found.case == case
    assert words not in found.message
    assert found.hint


@pytest.mark.parametrize("tag", ["!!python/object:os.system", "!!binary", "!!set", "!local"])
def test_a_tag_that_makes_something_else_of_a_text_is_reported_as_it_was_written(tag: str) -> None:
    (problem,) = parse(f"a: {tag} x\n", "a.yaml")[1]
    assert (problem.rule, dict(problem.finding.values), str(problem.span.column)) == ("yaml-tag", {"tag": tag}, "4")


@pytest.mark.parametrize("text", ["a: !!str 1\n", "a: !!int 1\n", "!!map\na: b\n", "a: !!seq [b]\n"])
def test_a_tag_that_says_what_a_value_is_anyway_is_read_over(text: str) -> None:
    assert parse(text, "a.yaml")[1] == ()
