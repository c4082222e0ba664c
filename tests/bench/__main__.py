"""`make bench`: deckgen against what one would write or use instead; one table, and an error where a limit is passed.

Whole processes that take turns, so that a busy moment of the machine hits all of them; the first turn warms caches and
does not count. A ratio is deckgen's processor time through the other's of the same turn: their median, least and most.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import click

from tests.bench.browser import measure_browser
from tests.bench.notes import write_cards
from tests.bench.plot import write_plot

PEERS = Path(__file__).parent / "peers"
LIMITS = {350: 1.4, 10_000: 1.7}
"""Notes → the ratio to the bare script above which a build is too slow."""
LIMIT_START = 1.5
"""The same of `--version` to importing click."""
LIMIT_MB = 600


class Run(NamedTuple):
    """One whole process."""

    seconds: float
    processor: float
    """Seconds of user and system."""
    megabytes: float
    """Peak resident memory."""


def run(command: list[str]) -> Run:
    """Run a command as a user would, who lets Python keep what it compiled."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise click.ClickException(f"this ended with status {process.returncode}: {' '.join(command)}")
    unit = 1e6 if sys.platform == "darwin" else 1e3  # macOS counts bytes, Linux kilobytes
    return Run(time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


class Row(NamedTuple):
    """Two commands, compared."""

    seconds: float
    other: float
    broken: tuple[str, ...]
    """What is over a limit."""


def compare(name: str, own: list[str], other: list[str], runs: int, limit: float = 0) -> Row:
    """Measure two commands in turns and print their row."""
    pairs: list[tuple[Run, Run]] = []
    for turn in range(runs + 1):
        if turn % 2:
            pairs.append((run(own), run(other)))
        else:
            second = run(other)
            pairs.append((run(own), second))
    ratios = [a.processor / b.processor for a, b in pairs[1:]]
    seconds, others = (statistics.median(pair[n].seconds for pair in pairs[1:]) for n in (0, 1))
    megabytes = max(a.megabytes for a, _ in pairs)
    ratio = statistics.median(ratios)
    spread = f"{min(ratios):.2f}-{max(ratios):.2f}"
    click.echo(f"{name:<42}{seconds:>8.3f}{others:>8.3f}{ratio:>7.2f}{spread:>12}{limit or '':>7}{megabytes:>6.0f}")
    broken = [f"{name}: ratio {ratio:.2f}, more than {limit}"] if limit and ratio > limit else []
    broken += [f"{name}: {megabytes:.0f} MB, more than {LIMIT_MB}"] if megabytes > LIMIT_MB else []
    return Row(seconds, others, tuple(broken))


@click.command(help=__doc__)
@click.option("--runs", default=5, envvar="BENCH_RUNS", show_default=True, help="Counted turns of each row.")
@click.option("--full", is_flag=True, envvar="BENCH_FULL", help="Build 100,000 notes, too.")
@click.option("--browser/--no-browser", default=True, help="Measure the page and the preview in Chromium.")
@click.option("--plot", type=click.Path(path_type=Path), envvar="BENCH_PLOT", help="Draw the builds into this SVG.")
def main(runs: int, full: bool, browser: bool, plot: Path | None) -> None:
    """Print the table, and fail where a limit is passed."""
    python, deckgen = [sys.executable], [sys.executable, "-m", "deckgen"]
    turns = f"{runs} whole processes in turns, of short ones {3 * runs}"
    click.echo(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, medians of {turns}\n")
    click.echo(f"{'':<42}{'seconds':>8}{'other':>8}{'ratio':>7}{'spread':>12}{'limit':>7}{'MB':>6}")
    row = "--version / import click"
    broken = [*compare(row, [*deckgen, "--version"], [*python, "-c", "import click"], 3 * runs, LIMIT_START).broken]
    builds: dict[int, Row] = {}
    with tempfile.TemporaryDirectory(prefix="deckgen-bench-") as name:
        folder = Path(name)
        for size in (350, 1_000, 10_000, *([100_000] if full else [])):
            cards, out = folder / str(size) / "cards", str(folder / "out.apkg")  # each with its own record of builds
            write_cards(cards, size)
            build = [*deckgen, "build", str(cards), "-o", str(cards.parent / "own.apkg")]
            script = [*python, str(PEERS / "genanki_script.py"), str(cards), out, "CSafeLoader"]
            library = [*python, str(PEERS / "anki_library.py"), str(cards), out]
            row = f"build {size:,} notes / genanki script"
            builds[size] = compare(row, build, script, runs if size > 1_000 else 3 * runs, LIMITS.get(size, 0))
            if size == 10_000:
                check = [*deckgen, "check", str(cards)]
                broken += compare(f"check {size:,} notes / genanki script", check, script, runs).broken
                broken += compare(f"build {size:,} notes / anki library", build, library, runs).broken
        if plot:
            write_plot(plot, {size: (built.seconds, built.other) for size, built in builds.items()})
        if browser:
            broken += measure_browser(folder, runs)
    broken += [said for built in builds.values() for said in built.broken]
    if broken:
        raise click.ClickException("; ".join(broken))


if __name__ == "__main__":
    main()
