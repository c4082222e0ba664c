"""What a preview prints at each save: all that is wrong once, then what is new and what is gone."""

from pathlib import Path

import pytest

from deckgen.cli.preview import ShownProblem, compare_problems
from deckgen.model.diagnostics import Span, finding, warning

from .decks import write_deck
from .running import preview

DOUBTFUL = """
    cards:
      - {front: How does it sound?, id: it, back: bell.mp3}
      - {front: How does that sound?, id: that, back: horn.mp3}
"""
BROKEN = ShownProblem(finding("empty-file", "the file is empty").at(Span("a.yaml", 9)), "cards: [")


def doubt(line: int, text: str = "Is it so?", file: str = "a.yaml") -> ShownProblem:
    """One and the same warning, at a line of a file."""
    return ShownProblem(warning("unclosed-math", "a question", "ask why").at(Span(file, line)), text)


def taken(line: int) -> ShownProblem:
    """An error that names another place, which moves with it."""
    found = finding("duplicate-id", "the id '{id}' is taken", id="a", place=f"a.yaml:{line - 3}:5")
    return ShownProblem(found.at(Span("a.yaml", line)), "id: a")


@pytest.mark.parametrize(
    ("before", "now", "new", "gone"),
    [
        ([doubt(3), doubt(6)], [doubt(4), doubt(7)], [], []),
        ([doubt(3, "Is a?"), doubt(6, "Is b?")], [doubt(3, "Is b?"), doubt(6, "Is a?")], [], []),
        ([taken(6)], [taken(7)], [], []),
        ([doubt(3), doubt(6)], [doubt(3), doubt(5, "Is c?"), doubt(8)], [doubt(5, "Is c?")], []),
        ([doubt(3, "Is a?"), doubt(6, "Is b?")], [doubt(4, "Is a?")], [], [doubt(6, "Is b?")]),
        ([doubt(3)], [doubt(3, file="b.yaml")], [doubt(3, file="b.yaml")], [doubt(3)]),
    ],
)
def test_what_only_moves_is_neither_new_nor_gone(
    before: list[ShownProblem], now: list[ShownProblem], new: list[ShownProblem], gone: list[ShownProblem]
) -> None:
    assert compare_problems(before, now) == (tuple(new), tuple(gone), tuple(now))


def test_what_an_error_hides_is_neither_gone_nor_new_again() -> None:
    *shown, known = compare_problems([doubt(3), doubt(6)], [BROKEN])
    assert shown == [(BROKEN,), ()]
    assert compare_problems(known, [BROKEN])[:2] == ((), ())
    assert compare_problems(known, [doubt(3), doubt(6)])[:2] == ((), (BROKEN,))
    assert set(compare_problems(known, [doubt(3)])[1]) == {BROKEN, doubt(6)}


def test_a_save_prints_what_is_new_or_gone_and_the_total(tmp_path: Path) -> None:
    cards, log = write_deck(tmp_path / "cards", DOUBTFUL), tmp_path / "errors.txt"
    file = cards / "01.yaml"
    with log.open("w", encoding="utf-8") as errors, preview(cards, errors=errors) as running:
        first = log.read_text("utf-8")
        assert first.count("[bare-path]") == 2
        text = file.read_text("utf-8").replace("cards:", "# moves all\ncards:")
        file.write_text(text.replace("horn.mp3", "Loud"), "utf-8")
        assert running.line().startswith("shown: 1 warning (0 new, 1 gone), ")
        second = log.read_text("utf-8").removeprefix(first)
        assert second.startswith("gone: ")
        assert second.count("[bare-path]") == 1
        file.write_text(text, "utf-8")
        assert running.line().startswith("shown: 2 warnings (1 new, 0 gone), ")
        third = log.read_text("utf-8").removeprefix(first + second)
        assert third.count("[bare-path]") == 1
