"""A megabyte of what took quadratic time is read to its end, and means what it meant. `make soak` measures growth."""

from __future__ import annotations

import re

import pytest

from deckgen.anki.guard import html_dangers, mended
from deckgen.anki.template import TemplateError, parse_template
from deckgen.exchange.merging.merge3 import merge3
from deckgen.pipeline import Part
from deckgen.release.differences.words import Op, word_diff
from deckgen.rules.unclosed_math import without_code
from deckgen.sources.places import MOST_TOLD
from deckgen.web.page.confine import confined
from deckgen.web.page.content import Content
from deckgen.web.page.formula import to_mathml

from .readers import READERS

_MANY = 1_000_000
WORST = ["[sound:", "![", "1,", "\\("]


@pytest.mark.parametrize("sign", WORST)
def test_a_card_of_a_megabyte_is_read_to_its_end(sign: str) -> None:
    assert READERS["back"](f"{sign * (_MANY // len(sign))} end")


def test_of_a_hundred_thousand_mistakes_in_one_text_the_first_are_told() -> None:
    missing = "".join(f"![a]({n}.png) " for n in range(20_000))
    deletions = f"{'{{c1::' * 50_000} {{{{c1::a}}}}"
    for key, text, rule in (("back", missing, "media-missing"), ("cloze", deletions, "unclosed-cloze")):
        part = READERS[key](text)
        assert isinstance(part, Part)
        told = [found for found in part.diagnostics if found.rule == rule]
        assert 0 < len(told) <= MOST_TOLD


def test_of_a_hundred_thousand_keys_that_nobody_knows_the_first_are_told() -> None:
    keys = "".join(f"  k{n}: v\n" for n in range(100_000))
    part = READERS["cards"](f"a\n  id: x\n  back: b\n{keys}")
    assert isinstance(part, Part)
    assert [found.rule for found in part.diagnostics].count("unknown-field") == MOST_TOLD


@pytest.mark.parametrize("sign", ["<", "<a ", "<!--", "<img ", "\\(", "<pre>"])
def test_so_is_what_a_page_a_title_or_a_comparison_is_made_of(sign: str) -> None:
    text = sign * (_MANY // len(sign))
    assert Content({}).fit(f"{text} end", inside=True).endswith("end")
    assert "<a" not in confined(text)[0]


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        ("markdown", f"![a]({' ' * 100_000}"),
        ("template's acts", f"<a {'a{' * 200_000}"),
        ("import's media", "![[" * 100_000),
        ("import's media", "![[a|" * 100_000),
        ("said", "\u3000" * 200_000 + "a"),
        ("mending", "- front: a: b\n" * 2_000),
    ],
)
def test_so_is_what_begins_and_never_ends(reader: str, text: str) -> None:
    READERS[reader](text)


@pytest.mark.parametrize(
    "opens", ["(", "[", "\\{", "\\langle ", "\\Bigl(", "([", "({)}", "(\\text{)}", "(\\hat)", "⟨a", "{(}"]
)
def test_so_is_a_formula_whose_brackets_nothing_closes(opens: str) -> None:
    drawn = to_mathml(opens * 60 + "a", display=False)
    assert drawn is None or "<mi>a</mi>" in drawn


def test_a_formula_of_many_brackets_shows_each_of_them() -> None:
    drawn = to_mathml("+".join(rf"\{{{name}_1[\left({name}\right)]\}}" for name in "abcdefgh"), display=True)
    assert drawn is not None
    shown = re.sub("<[^<>]*>", "", drawn)
    assert shown == "+".join(f"{{{name}1[({name})]}}" for name in "abcdefgh")


def test_so_are_texts_in_which_each_second_word_is_the_same() -> None:
    old, new, twice = (" ".join(f"w {sign}{n}" for n in range(480)) for sign in "abc")
    pieces = word_diff(old, new)
    assert "".join(piece.text for piece in pieces if piece.op is not Op.NEW) == old
    assert "".join(piece.text for piece in pieces if piece.op is not Op.OLD) == new
    assert merge3(old, new, twice) is None
    assert merge3(old, f"{old} more", f"so {old}") == f"so {old} more"


def test_so_is_html_that_is_mended() -> None:
    for text in ("<style>" * 100_000, "<scr<b x>" * 50_000, "<" * _MANY, "<svg><select>" * 50_000):
        assert list(html_dangers(mended(text), ())) == []


@pytest.mark.parametrize("sign", ["{{", "<!--", "{{c1::", "{"])
def test_so_is_a_template(sign: str) -> None:
    with pytest.raises(TemplateError) if "{{" in sign * 2 else pytest.raises(AssertionError):
        assert not parse_template(sign * (_MANY // len(sign)))


def test_code_ends_with_as_many_backticks_as_it_begins_with() -> None:
    assert without_code("a `b` ``c`d`` `e ```f``` g") == "a     `e   g"
