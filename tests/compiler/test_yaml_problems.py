"""What YAML takes for more than text is reported where it stands: tags that change a text, braces."""

import pytest

from deckgen.sources.yaml_reader import parse


@pytest.mark.parametrize("tag", ["!!python/object:os.system", "!!binary", "!!set", "!local"])
def test_a_tag_that_makes_something_else_of_a_text_is_reported_as_it_was_written(tag: str) -> None:
    (problem,) = parse(f"a: {tag} x\n", "a.yaml")[1]
    assert (problem.rule, dict(problem.finding.values), str(problem.span.column)) == ("yaml-tag", {"tag": tag}, "4")


@pytest.mark.parametrize("text", ["a: !!str 1\n", "a: !!int 1\n", "!!map\na: b\n", "a: !!seq [b]\n"])
def test_a_tag_that_says_what_a_value_is_anyway_is_read_over(text: str) -> None:
    assert parse(text, "a.yaml")[1] == ()


@pytest.mark.parametrize(
    ("text", "place"), [("a: {{c1::x}} y\n", "a.yaml:1:4"), ("a: {{c1::x\n  y}} z\n", "a.yaml:2:7")]
)
def test_a_deletion_without_quotes_is_reported_where_it_begins_or_else_ends(text: str, place: str) -> None:
    (problem,) = parse(text, "a.yaml")[1]
    assert (problem.finding.id, str(problem.span)) == ("yaml-syntax.braces", place)
