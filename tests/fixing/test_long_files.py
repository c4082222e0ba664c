"""Long files: a slip is mended wherever it stands as it is in a file of its own, and thousands in one reading."""

from __future__ import annotations

import pytest

from .test_any_file import fix

SLIPS = {
    "front: Why: so?": "front: 'Why: so?'",
    "front： Why?": "front: Why?",
    "front:Why?": "front: Why?",
    "front: @home": "front: '@home'",
    "front: *why": "front: '*why'",
    "front: &so why": "front: '&so why'",
    "front: !why so": "front: '!why so'",
    "front: {a}": "front: '{a}'",
    "front: [a] b": "front: '[a] b'",
    "front: “a: b”": "front: 'a: b'",
    "cloze: {{c1::a}} b": "cloze: '{{c1::a}} b'",
    "front: Why:\n      so it is: on?": "front: 'Why:\n      so it is: on?'",
    "mechanism: a\n    steps:\n      - b: c\n      - d": "mechanism: a\n    steps:\n      - 'b: c'\n      - d",
}
"""What stands in a card, and what it becomes."""


def deck(fronts: list[str], between: int) -> str:
    """A card file with some cards between each two of them."""
    sound = "".join(f"  - front: Sound\n    id: s{n}\n    back: |\n      a: b\n\n      - c\n" for n in range(between))
    cards = [f"  - {front}\n    id: c{n}\n    sources: [a, b]\n{sound}" for n, front in enumerate(fronts)]
    return f"category: A\ncards:\n{sound}{''.join(cards)}tags: [a]\n"


@pytest.mark.parametrize("between", [0, 1, 16])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_slip_is_mended_alike_wherever_in_a_file_it_stands(between: int, end: str) -> None:
    for first in range(len(SLIPS)):
        order = [*list(SLIPS)[first:], *list(SLIPS)[:first]]
        wanted = deck([SLIPS[slip] for slip in order], between)
        assert fix(deck(order, between).replace("\n", end)).replace(end, "\n") == wanted


@pytest.mark.parametrize("slip", ["front: Why: so?", "front： Why?", "front: {a}", "front: *why"])
def test_thousands_of_slips_are_mended_in_one_reading(slip: str) -> None:
    assert fix(deck([slip] * 1_000, 0)) == deck([SLIPS[slip]] * 1_000, 0)


@pytest.mark.parametrize("below", ['ca$?g" cards', "'my cards'", "{a: b}"])
def test_so_are_those_below_a_key_that_is_no_word(below: str) -> None:
    text, wanted = (
        deck([front] * 1_000, 0).replace("cards", below, 1) for front in ("front: Why: so?", "front: 'Why: so?'")
    )
    assert fix(text) == wanted


def test_a_slip_that_is_nobody_elses_to_mend_keeps_those_behind_it_as_they_are() -> None:
    text = deck(["front: Why: so?", "front: a: b # why", "front: Why: so?"], 20)
    assert fix(text) == text.replace("Why: so?", "'Why: so?'", 1)
