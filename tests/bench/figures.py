"""What `make bench` measured of builds, as it is kept in `figures.json`."""

from __future__ import annotations

import json
import statistics
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

KEPT = Path(__file__).with_name("figures.json")
OWN = "deckgen"


class Process(Protocol):
    """One whole process that was measured."""

    @property
    def seconds(self) -> float:
        """By the clock on the wall."""

    @property
    def processor(self) -> float:
        """Processor seconds."""

    @property
    def megabytes(self) -> float:
        """Peak resident memory."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One tool at one size: medians, but for the memory."""

    tool: str
    notes: int
    seconds: float
    """By the clock on the wall: other work of the machine counts."""
    processor: float
    """Processor seconds: other work counts little."""
    megabytes: float
    """The highest peak."""
    ratio: float
    """deckgen's processor seconds through the tool's, turn by turn."""


@dataclass(frozen=True, slots=True)
class Figures:
    """All that one run measured."""

    machine: str
    """The processor, and how many of them."""
    python: str
    runs: int
    rows: tuple[Figure, ...]

    def of(self, tool: str) -> tuple[Figure, ...]:
        """A tool's figures by size."""
        return tuple(sorted((row for row in self.rows if row.tool == tool), key=lambda row: row.notes))


def figures_of(notes: int, measured: Mapping[str, Sequence[Process]]) -> Iterable[Figure]:
    """The figures of some tools that took turns at one size."""
    for tool, runs in measured.items():
        turns = zip(measured[OWN], runs, strict=True)
        yield Figure(
            tool=tool,
            notes=notes,
            seconds=round(statistics.median(run.seconds for run in runs), 3),
            processor=round(statistics.median(run.processor for run in runs), 3),
            megabytes=round(max(run.megabytes for run in runs)),
            ratio=round(statistics.median(own.processor / run.processor for own, run in turns), 2),
        )


def keep(figures: Figures, path: Path = KEPT) -> Figures:
    """Write figures down, beside those of other sizes and tools that the same machine gave before; returns all."""
    before = kept(path) if path.exists() else figures
    if (before.machine, before.python) == (figures.machine, figures.python):
        rows = {(row.notes, row.tool): row for row in (*before.rows, *figures.rows)}
        ordered = tuple(rows[key] for key in sorted(rows))
        figures = replace(figures, runs=min(before.runs, figures.runs), rows=ordered)
    path.write_text(f"{json.dumps(asdict(figures), indent=1)}\n", encoding="utf-8")
    return figures


def kept(path: Path = KEPT) -> Figures:
    """Read what was written down last."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return Figures(data["machine"], data["python"], data["runs"], tuple(Figure(**row) for row in data["rows"]))
