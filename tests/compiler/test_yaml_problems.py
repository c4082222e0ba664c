"""YAML's tags: one that changes what a text is, is reported."""

import pytest

from deckgen.sources.yaml_reader import parse


@pytest.mark.parametrize("tag", ["!!python/object:os.system", "!!binary", "!!set", "!local"])
def test_a_tag_that_makes_something_else_of_a_text_is_reported_as_it_was_written(tag: str) -> None:
    (problem,) = parse(f"a: {tag} x\n", "a.yaml")[1]
    assert (problem.rule, dict(problem.finding.values), str(problem.span.column)) == ("yaml-tag", {"tag": tag}, "4")


@pytest.mark.parametrize("text", ["a: !!str 1\n", "a: !!int 1\n", "!!map\na: b\n", "a: !!seq [b]\n"])
def test_a_tag_that_says_what_a_value_is_anyway_is_read_over(text: str) -> None:
    assert parse(text, "a.yaml")[1] == ()
