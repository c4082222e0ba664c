"""Long files: a slip is fixed wherever it is as it is in a file of its own; a run ends after so many."""

from __future__ import annotations

import pytest

from deckgen.editing.fixing.syntax import MOST_FIXES
from tests.compiler.project import Project

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
"""What is in a card, and what it becomes."""


def deck(fronts: list[str], between: int) -> str:
    """A card file with some cards between each two of them."""
    sound = "".join(f"  - front: Sound\n    id: s{n}\n    back: |\n      a: b\n\n      - c\n" for n in range(between))
    cards = [f"  - {front}\n    id: c{n}\n    sources: [a, b]\n{sound}" for n, front in enumerate(fronts)]
    return f"category: A\ncards:\n{sound}{''.join(cards)}tags: [a]\n"


@pytest.mark.parametrize("between", [0, 16])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_slip_is_fixed_alike_wherever_in_a_file_it_is(between: int, end: str) -> None:
    for order in ([*SLIPS], [*SLIPS][::-1]):
        wanted = deck([SLIPS[slip] for slip in order], between)
        assert fix(deck(order, between).replace("\n", end)).replace(end, "\n") == wanted


@pytest.mark.parametrize("slip", ["front: Why: so?", "front: {a}"])
def test_a_run_fixes_so_many_slips_and_says_that_there_are_more(slip: str, project: Project) -> None:
    project.write("cards/01.yaml", deck([slip] * (MOST_FIXES + 20), 0))
    out = project.run("check", "--fix")[1]
    assert f"cards/01.yaml: {MOST_FIXES} fixed, the most in one run: run it again for the rest" in out
    assert "cards/01.yaml: 20 fixed\n" in project.run("check", "--fix")[1]
    assert project.files()["cards/01.yaml"].decode() == deck([SLIPS[slip]] * (MOST_FIXES + 20), 0)


def test_what_an_earlier_slip_hides_stays_as_it_is() -> None:
    text = deck(["front: Why: so?", "front: a: b # why", "front: Why: so?"], 20)
    assert fix(text) == text.replace("Why: so?", "'Why: so?'", 1)
