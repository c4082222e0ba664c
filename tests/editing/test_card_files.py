"""Tidy card files: what an author would write, and the same texts when read again."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from deckgen.editing.new_files import CardText, Value, card_file
from deckgen.editing.scalars import WIDTH
from deckgen.model.nodes import Mapping, Node, Scalar, Sequence
from deckgen.sources.yaml_reader import parse

from .texts import texts

keys = st.from_regex(r"[a-z][a-z_0-9]{0,9}", fullmatch=True)


def values(of: st.SearchStrategy[CardText]) -> st.SearchStrategy[Value]:
    return st.one_of(texts, st.just(value=True), st.lists(texts, max_size=4), st.lists(of, max_size=2))


def of_values(value: st.SearchStrategy[Value]) -> st.SearchStrategy[CardText]:
    return st.dictionaries(keys, value, min_size=1, max_size=5).filter(lambda card: any(card.values()))


cards = st.recursive(of_values(texts), lambda inner: of_values(values(inner)), max_leaves=6)


def plain(node: Node | None) -> object:
    """A node as lists, dicts and texts."""
    if isinstance(node, Mapping):
        return {name: plain(value) for name, value in node.values.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.text if isinstance(node, Scalar) else None


def read(text: str) -> object:
    source, diagnostics = parse(text, "cards.yaml")
    assert not diagnostics, [str(diagnostic) for diagnostic in diagnostics]
    return plain(source.root)


def shown(value: Value) -> object:
    """What the reader gives for a value: no key without one."""
    if isinstance(value, bool):
        return "true"
    if isinstance(value, str):
        return value
    return [item if isinstance(item, str) else without_empty(item) for item in value]


def without_empty(card: CardText) -> dict[str, object]:
    return {key: shown(value) for key, value in card.items() if value is True or (value is not False and value)}


@settings(deadline=None)
@given(category=texts.filter(bool), cards=st.lists(cards, min_size=1, max_size=4))
@example(category="0", cards=[{"a": ["0:?"]}])
def test_reads_back_exactly_what_was_written(category: str, cards: list[CardText]) -> None:
    written = card_file(category, cards)
    assert read(written) == {"category": category, "cards": [without_empty(card) for card in cards]}


def test_looks_as_an_author_would_write_it() -> None:
    long = "각 토큰이 앞의 어느 토큰을 얼마나 참고할지 정해 그 내용을 섞는 계산. " * 3
    written = card_file(
        "기초: 첫걸음",
        [
            {
                "term": "LoRA",
                "id": "lora",
                "expansion": "",
                "definition": long.strip(),
                "example": "Rank 8 on 4096 × 4096 trains 65,536 weights.\n\n- a\n- b\n",
                "recall": True,
                "spell": False,
                "sources": ['Hu et al., "LoRA" (2021), arXiv:2106.09685'],
                "requires": ["rank", "vram"],
                "followups": [{"question": "왜?", "answer": "그래서: 이렇게"}],
            },
            {"front": "it's **x**: y", "id": "x", "back": "- no list", "tags": ["a, b", "c"], "extra": "yes"},
        ],
        first_line="",
    )
    assert (
        written
        == """\
category: '기초: 첫걸음'
cards:
  - term: LoRA
    id: lora
    definition: >-
      각 토큰이 앞의 어느 토큰을 얼마나 참고할지 정해 그 내용을 섞는 계산. 각 토큰이 앞의 어느 토큰을 얼마나 참고할지
      정해 그 내용을 섞는 계산. 각 토큰이 앞의 어느 토큰을 얼마나 참고할지 정해 그 내용을 섞는 계산.
    example: |
      Rank 8 on 4096 × 4096 trains 65,536 weights.

      - a
      - b
    recall: true
    sources:
      - Hu et al., "LoRA" (2021), arXiv:2106.09685
    requires: [rank, vram]
    followups:
      - question: 왜?
        answer: '그래서: 이렇게'

  - front: "it's **x**: y"
    id: x
    back: '- no list'
    tags: ['a, b', c]
    extra: 'yes'
"""
    )


def test_a_line_takes_the_whole_width_and_no_more() -> None:
    for room, style in ((WIDTH, ""), (WIDTH + 1, ">-")):
        text = "b" * 10 + " c" * ((room - 20) // 2) + "d" * (room % 2)
        assert len(f"    back: {text}") == room
        assert f"\n    back: {style or text}\n" in card_file("", [{"front": "a", "back": text}])
    items = ["b" * 30, "c" * 30, "d" * 30]
    fits = [*items, "e" * (WIDTH - len(f"    tags: [{', '.join(items)}, ]"))]
    assert f"tags: [{', '.join(fits)}]\n" in card_file("", [{"front": "a", "tags": fits}])
    assert "tags:\n" in card_file("", [{"front": "a", "tags": [*items, f"{fits[-1]}e"]}])
    assert "tags:\n" in card_file("", [{"front": "a", "tags": ["b", "c" * 41]}])
    for letters, style in ((55, "가" * 55), (56, ">-")):
        assert f"\n    back: {style}\n" in card_file("", [{"front": "a", "back": "가" * letters}])


@pytest.mark.parametrize(
    "text", ["정답은 #3", "C# #1", "> 인용", "? 무엇", "![a](b.svg)", "[sound:a.mp3]", "@x", "%", "a: b", "`x`"]
)
def test_quotes_what_yaml_would_take_for_something_else(text: str) -> None:
    assert f"back: '{text}'\n" in card_file("", [{"front": "a", "back": text}])


@pytest.mark.parametrize(
    "text", ["C#", "a:b", "-5 °C", "1.10", "2024-01-01", "$x_1$", "it's", 'say "x"', "http://a/#b"]
)
def test_quotes_nothing_else(text: str) -> None:
    assert f"back: {text}\n" in card_file("", [{"front": "a", "back": text}])
