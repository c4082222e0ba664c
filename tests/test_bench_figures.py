"""What the READMEs say of speed is what was measured last, and nothing else."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from tests.bench.figures import Figure, Figures, figures_of, keep, kept
from tests.bench.plot import plot
from tests.bench.publish import PICTURES, READMES, WORDS, published

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("language", READMES)
def test_the_readmes_and_pictures_are_of_the_kept_figures(language: str) -> None:
    figures = kept()
    readme = READMES[language].read_text(encoding="utf-8")
    assert "<!-- bench -->" in readme
    assert published(readme, figures, language) == readme, "run make bench BENCH_FULL=1 BENCH_KEEP=1"
    assert PICTURES[language].read_text(encoding="utf-8") == plot(figures, WORDS[language])


def test_a_picture_shows_each_tool_at_each_size() -> None:
    rows = [
        Figure(tool, notes, 1.0, notes / 1000, 50.0, 1.0) for tool in ("deckgen", "anki") for notes in (100, 1000, 5000)
    ]
    drawn = ET.fromstring(plot(Figures("x", "3", 1, tuple(rows)), WORDS["en"]))  # noqa: S314 - our own
    dots = drawn.findall("{http://www.w3.org/2000/svg}circle[@class='anki']")
    heights = [float(dot.attrib["cy"]) for dot in dots]
    assert len(dots) == 6
    assert heights[0] > heights[1] > heights[2], "more time stands higher"


def test_a_ratio_is_the_median_of_the_turns() -> None:
    class Run:
        def __init__(self, processor: float) -> None:
            self.seconds, self.processor, self.megabytes = 2 * processor, processor, 40.4

    measured = {"deckgen": [Run(1), Run(2), Run(9)], "genanki": [Run(1), Run(1), Run(3)]}
    own, other = figures_of(100, measured)
    assert (own.ratio, other.ratio) == (1, 2)
    assert (other.seconds, other.processor, other.megabytes) == (2, 1, 40)


def test_sizes_that_were_measured_before_stay_until_another_machine_measures(tmp_path: Path) -> None:
    def figures(machine: str, notes: int, seconds: float) -> Figures:
        return Figures(machine, "3", 5, (Figure("deckgen", notes, seconds, seconds, 1, 1),))

    path = tmp_path / "figures.json"
    keep(figures("a", 100, 1), path)
    keep(figures("a", 1000, 2), path)
    both = keep(figures("a", 100, 3), path)
    assert [(row.notes, row.seconds) for row in both.rows] == [(100, 3), (1000, 2)]
    assert kept(path) == both
    assert len(keep(figures("b", 100, 4), path).rows) == 1
