"""Ids made of fronts."""

import pytest
from hypothesis import given, settings

from deckgen.editing.ids import Ids, id_from
from deckgen.sources.card_ids import is_id

from .texts import texts


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("LoRA", "lora"),
        ("가지치기(Pruning)를 한 모델은 왜 느린가요?", "가지치기를-한-모델은-왜-느린가요"),
        ("'멍청함'이 해결되나요?", "멍청함이-해결되나요"),
        ("**굵게**는", "굵게는"),
        ("{{c1::나트륨::원소}}의 기호는 {{c2::Na}}", "나트륨의-기호는-na"),
        ("![그림](media/a.svg) 무엇인가요?", "그림-무엇인가요"),
        (r"$\alpha_1$ is?", "1-is"),
        ("Why do you test yourself rather than read again and again?", "why-do-you-test-yourself-rather"),
        ("???", "card"),
        ("", "card"),
    ],
)
def test_says_what_the_card_asks(front: str, expected: str) -> None:
    assert id_from(front) == expected


def test_numbers_what_is_taken() -> None:
    taken = Ids({"lora", "lora-2"})
    assert [taken.claim("lora"), taken.claim("lora"), taken.claim("rank")] == ["lora-3", "lora-4", "rank"]
    assert taken == {"lora", "lora-2", "lora-3", "lora-4", "rank"}


@settings(deadline=None)
@given(texts)
def test_is_an_id_whatever_the_front(front: str) -> None:
    assert is_id(id_from(front))
