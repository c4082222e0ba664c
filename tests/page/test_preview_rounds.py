"""What a preview prints at each save: all that is wrong once, then what is new and what is gone."""

from __future__ import annotations

from pathlib import Path

from deckgen.cli.preview import Problem
from deckgen.cli.preview import compare_problems as changes
from deckgen.model.diagnostics import Span, finding, warning

from .decks import write_deck
from .running import preview

DOUBTFUL = """
    cards:
      - front: $$Seoul
        id: seoul
        back: "Yes"
      - front: $$Paris
        id: paris
        back: "Yes"
"""
BROKEN = Problem(finding("empty-file", "the file is empty").at(Span("a.yaml", 9)), "cards: [")


def doubt(line: int, text: str = "Is it so?", file: str = "a.yaml") -> Problem:
    """One and the same warning, at a line of a file."""
    return Problem(warning("unclosed-math", "a question", "ask why").at(Span(file, line)), text)


def test_what_only_moves_is_neither_new_nor_gone() -> None:
    assert changes([doubt(3), doubt(6)], [doubt(4), doubt(7)])[:2] == ((), ())
    assert changes([doubt(3), doubt(4), doubt(5)], [doubt(4), doubt(5), doubt(6)])[:2] == ((), ())
    assert changes([doubt(3, "Is a?"), doubt(6, "Is b?")], [doubt(3, "Is b?"), doubt(6, "Is a?")])[:2] == (
        (),
        (),
    )
    assert changes([doubt(3, "Is a?")], [doubt(3, "Is A?")])[:2] == ((), ()), "it still asks so"
    taken = [
        finding("duplicate-id", "the id '{id}' is taken", id="a", place=f"a.yaml:{line - 3}:5").at(Span("a.yaml", line))
        for line in (6, 7)
    ]
    assert changes([Problem(taken[0], "id: a")], [Problem(taken[1], "id: a")])[:2] == ((), ())


def test_what_comes_or_leaves_is_told_where_it_is() -> None:
    assert changes([doubt(3), doubt(6)], [doubt(3), doubt(5, "Is c?"), doubt(8)])[:2] == (
        (doubt(5, "Is c?"),),
        (),
    )
    assert changes([doubt(3, "Is a?"), doubt(6, "Is b?")], [doubt(4, "Is a?")])[:2] == (
        (),
        (doubt(6, "Is b?"),),
    )
    assert changes([doubt(3)], [doubt(3, file="b.yaml")])[:2] == ((doubt(3, file="b.yaml"),), (doubt(3),))
    assert changes([doubt(3, "Is a?")], [doubt(9, "Is b?")])[:2] == (
        (doubt(9, "Is b?"),),
        (doubt(3, "Is a?"),),
    )


def test_what_an_error_hides_is_neither_gone_nor_new_again() -> None:
    hidden = changes([doubt(3), doubt(6)], [BROKEN])
    assert hidden[:2] == ((BROKEN,), ())
    assert changes(hidden.known, [BROKEN])[:2] == ((), ())
    assert changes(hidden.known, [doubt(3), doubt(6)])[:2] == ((), (BROKEN,))
    assert set(changes(hidden.known, [doubt(3)]).gone) == {BROKEN, doubt(6)}


def test_a_save_prints_what_is_new_or_gone_and_the_total(tmp_path: Path) -> None:
    cards, log = write_deck(tmp_path / "cards", DOUBTFUL), tmp_path / "errors.txt"
    file = cards / "01.yaml"
    with log.open("w", encoding="utf-8") as errors, preview(cards, errors=errors) as running:
        first = log.read_text("utf-8")
        assert first.count("[unclosed-math]") == 2
        text = file.read_text("utf-8").replace("cards:", "# moves all\ncards:")
        file.write_text(text.replace("$$Paris", "Paris"), "utf-8")
        assert running.line().startswith("shown: 1 warning (0 new, 1 gone), ")
        second = log.read_text("utf-8").removeprefix(first)
        (gone,) = second.splitlines()
        assert gone.startswith("gone: ")
        assert "01.yaml:6:12: warning[unclosed-math]" in gone
        file.write_text(text, "utf-8")
        assert running.line().startswith("shown: 2 warnings (1 new, 0 gone), ")
        third = log.read_text("utf-8").removeprefix(first + second)
        assert "01.yaml:7:12: warning[unclosed-math]" in third
        assert third.count("[unclosed-math]") == 1
        file.write_text(text.replace("back:", "back:  "), "utf-8")
        assert ": 2 warnings, " in running.line()
        assert log.read_text("utf-8") == first + second + third
