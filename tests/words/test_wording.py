"""Texts filled with values read as if written for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.messages.inert import one_line
from deckgen.messages.wording import with_particle, worded


@pytest.mark.parametrize(
    ("word", "pair", "expected"),
    [
        ("카드", "을/를", "카드를"),
        ("질문", "을/를", "질문을"),
        ("폴더", "으로/로", "폴더로"),
        ("'앞면'", "이/가", "'앞면'이"),
        ("3", "은/는", "3은"),
        ("10", "이/가", "10이"),
        ("LoRA", "은/는", "LoRA는"),
        ("LLM", "은/는", "LLM은"),
        ("URL", "으로/로", "URL로"),
        ("term", "이/가", "term이"),
        ("code", "을/를", "code를"),
        ("link", "을/를", "link를"),
        ("block", "을/를", "block을"),
        ("id", "이/가", "id가"),
        ("deck.apkg", "을/를", "deck.apkg를"),
        ("…", "을/를", "…를"),
        ("", "을/를", "를"),
    ],
)
def test_a_particle_fits_its_word(word: str, pair: str, expected: str) -> None:
    assert with_particle(word, pair) == expected


def test_particles_fit_through_quotes_and_only_after_values() -> None:
    assert worded("'{name}'을/를 쓰세요", {"name": "질문"}, "ko") == "'질문'을 쓰세요"
    assert worded("'{name}'을/를 쓰세요", {"name": "카드"}, "ko") == "'카드'를 쓰세요"
    assert worded("{n}이/가 은/는 {m}과/와", {"n": "답", "m": "을/를"}, "ko") == "답이 은/는 을/를과"
    assert worded("{name}을/를", {"name": "x"}, "en") == "x을/를"


def test_numbers_bring_their_noun() -> None:
    assert worded("{n:?card|cards} checked", {"n": 1}) == "1 card checked"
    assert worded("{n:?card|cards} checked", {"n": 1200}) == "1,200 cards checked"
    assert worded("{n} of {m}", {"n": 12345, "m": "a"}) == "12,345 of a"


@given(st.text(), st.sampled_from(["en", "ko"]))
def test_a_value_is_never_read(value: str, language: str) -> None:
    assert worded("<{value}>", {"value": value}, language) == f"<{one_line(value)}>"
