"""Texts that skip the Markdown parser, because nothing in them is markup, come out as the parser would leave them."""

from hypothesis import given
from hypothesis import strategies as st

from deckgen.model.diagnostics import finding
from deckgen.rendering.markdown import Rendered, is_plain, parse

_SIGNS = st.text(st.sampled_from("가나다 AB19.,;:!?()[]{}|/\\-+=#*_~`^%@'\"<>&$…·\n\t\u3000\u00a0\u200b"), max_size=24)
_ANYTHING = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cn", "Co")), max_size=24)


@given(st.one_of(_SIGNS, _ANYTHING).filter(is_plain))
def test_skipping_the_parser_changes_nothing(text: str) -> None:
    assert parse(text, lambda written: finding("media-missing", "no file", name=written)) == Rendered(text)
