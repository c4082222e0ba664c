"""What a preview prints at each save: all that is wrong once, then what is new and what is gone."""

from pathlib import Path

import pytest

from deckgen.cli.preview import problem_key
from deckgen.model.diagnostics import Diagnostic, Span, finding, warning
from deckgen.sources.places import SourceFiles

from .decks import write_deck
from .running import preview

DOUBTFUL = """
    cards:
      - {front: How does it sound?, id: it, back: bell.mp3}
      - {front: How does that sound?, id: that, back: horn.mp3}
"""


def doubt(line: int, file: str = "a.yaml") -> Diagnostic:
    return warning("unclosed-math", "a question", "ask why").at(Span(file, line))


def taken(line: int) -> Diagnostic:
    """An error that names another place, which moves with it."""
    found = finding("duplicate-id", "the id '{id}' is taken", id="a", place=f"a.yaml:{line - 3}:5")
    return found.at(Span("a.yaml", line))


@pytest.mark.parametrize(
    ("before", "now", "same"),
    [
        (doubt(1), doubt(3), True),
        (doubt(1), doubt(2), False),
        (doubt(1), doubt(1, "b.yaml"), False),
        (taken(6), taken(7), True),
    ],
)
def test_what_only_moves_is_not_new(
    before: Diagnostic, now: Diagnostic, *, same: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in "ab":
        Path(f"{name}.yaml").write_text("Is a?\nIs b?\nIs a?\n", encoding="utf-8")
    assert (problem_key(before, SourceFiles()) == problem_key(now, SourceFiles())) == same


def test_a_save_prints_what_is_new_and_the_total(tmp_path: Path) -> None:
    cards, log = write_deck(tmp_path / "cards", DOUBTFUL), tmp_path / "errors.txt"
    file = cards / "01.yaml"
    with log.open("w", encoding="utf-8") as errors, preview(cards, errors=errors) as running:

        def saved(text: str, total: str) -> str:
            before = log.read_text("utf-8")
            file.write_text(text, "utf-8")
            assert running.line().startswith(f"{total}, ")
            return log.read_text("utf-8").removeprefix(before)

        assert log.read_text("utf-8").count("[bare-path]") == 2
        text = file.read_text("utf-8")
        better = text.replace("cards:", "# moves all\ncards:").replace("horn.mp3", "Loud")
        assert saved(better, "shown: 1 warning") == ""
        assert saved(text, "shown: 2 warnings").count("[bare-path]") == 1
        said = saved(f"oops: 1\n{text}", "no change to show: 1 error")
        assert (said.count("error["), said.count("[bare-path]")) == (1, 0)
        assert saved(text, "no change to show: 2 warnings") == "", "an error hides warnings, which are not gone"
