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


def test_what_a_run_leaves_another_one_fixes(project: Project) -> None:
    project.write("cards/01.yaml", deck(["front: Why: so?"] * (MOST_FIXES + 20), 0))
    first, second = (project.run("check", "--fix")[1] for _ in range(2))
    assert f"cards/01.yaml: {MOST_FIXES} fixed\n" in first
    assert "can be fixed: deckgen check --fix" in first
    assert "cards/01.yaml: 20 fixed\n" in second


def test_what_an_earlier_slip_hides_stays_as_it_is() -> None:
    text = deck(["front: Why: so?", "front: a: b # why", "front: Why: so?"], 20)
    assert fix(text) == text.replace("Why: so?", "'Why: so?'", 1)
