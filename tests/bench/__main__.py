"""`make bench`: deckgen against what one would write or use instead.

Whole processes, taking turns so that a busy moment of the machine hits all of them, medians of several runs. The first
round warms caches and is not counted. Ratios are deckgen's time through the other's: under 1 is faster.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import click

from tests.bench.notes import write_cards

PEERS = Path(__file__).parent / "peers"
NAMES = {
    "deckgen": "deckgen build (renders, checks, compresses)",
    "genanki": "genanki script, CSafeLoader",
    "safe_load": "genanki script, yaml.safe_load",
    "anki": "official anki library",
}
SIZES = (100, 1_000, 10_000)
FULL = 100_000
LIMIT_RATIO = 1.3
"""Against the bare script at 10,000 notes; more is a defect."""
LIMIT_HELP = 1.5
LIMIT_MB = 700
HELP_RUNS = 21
"""Start-up is short, so its noise is large; it takes more runs."""


@dataclass(frozen=True, slots=True)
class Run:
    """One whole process."""

    seconds: float
    megabytes: float
    """Peak resident memory; 0 where the system does not tell."""


def _run(command: list[str]) -> Run:
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if not hasattr(os, "wait4"):
        status, peak = process.wait(), 0.0
    else:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
        peak = usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)  # macOS counts bytes, Linux kilobytes
    seconds = time.perf_counter() - started
    if status:
        raise click.ClickException(f"this ended with status {status}: {' '.join(command)}")
    return Run(seconds, peak)


def _taking_turns(commands: dict[str, list[str]], runs: int) -> dict[str, Run]:
    measured: dict[str, list[Run]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        order = list(commands) if turn % 2 else list(reversed(commands))
        for name in order:
            run = _run(commands[name])
            if turn:
                measured[name].append(run)
    return {
        name: Run(statistics.median(r.seconds for r in found), max(r.megabytes for r in found))
        for name, found in measured.items()
    }


def _commands(folder: Path, cards: Path, peers: tuple[str, ...]) -> dict[str, list[str]]:
    script, library = str(PEERS / "genanki_script.py"), str(PEERS / "anki_library.py")
    known = {
        "deckgen": ["-m", "deckgen", "build", str(cards), "-o", str(folder / "deckgen.apkg")],
        "genanki": [script, str(cards), str(folder / "genanki.apkg"), "CSafeLoader"],
        "safe_load": [script, str(cards), str(folder / "safe_load.apkg"), "SafeLoader"],
        "anki": [library, str(cards), str(folder / "anki.apkg")],
    }
    return {name: [sys.executable, *known[name]] for name in ("deckgen", *peers)}


def _measure(folder: Path, size: int, runs: int, peers: tuple[str, ...]) -> dict[str, Run]:
    cards = folder / f"cards-{size}"
    write_cards(cards, size)
    found = _taking_turns(_commands(folder, cards, peers), runs)
    click.echo(f"\n{size:,} notes{'seconds':>41}{'ratio':>8}{'peak MB':>9}{'package MB':>12}")
    for name, run in found.items():
        ratio = found["deckgen"].seconds / run.seconds
        package = (folder / f"{name}.apkg").stat().st_size / 1e6
        click.echo(f"  {NAMES[name]:<45}{run.seconds:>8.3f}{ratio:>8.2f}{run.megabytes:>9.0f}{package:>12.2f}")
    return found


def _measure_help() -> float:
    commands = {
        "help": [sys.executable, "-m", "deckgen", "--help"],
        "click": [sys.executable, "-c", "import click"],
    }
    found = _taking_turns(commands, HELP_RUNS)
    ratio = found["help"].seconds / found["click"].seconds
    click.echo(f"\nstart-up{'seconds':>46}{'ratio':>8}")
    click.echo(f"  {'deckgen --help':<45}{found['help'].seconds:>8.3f}")
    bare = 'python -c "import click"'
    click.echo(f"  {bare:<45}{found['click'].seconds:>8.3f}{ratio:>8.2f}")
    return ratio


@click.command()
@click.option("--size", "sizes", type=int, multiple=True, help="Notes in a deck; may be repeated.")
@click.option("--runs", default=5, envvar="BENCH_RUNS", show_default=True, help="Counted runs of each process.")
@click.option("--peer", "peers", type=click.Choice(list(NAMES)[1:]), multiple=True, help="Only against these.")
@click.option("--full", is_flag=True, envvar="BENCH_FULL", help=f"Measure {FULL:,} notes too.")
def main(sizes: tuple[int, ...], runs: int, peers: tuple[str, ...], *, full: bool) -> None:
    """Measure deckgen's builds and start-up, and fail where a limit is passed."""
    broken: list[str] = []
    click.echo(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, medians of {runs} whole processes in turns")
    with tempfile.TemporaryDirectory(prefix="deckgen-bench-") as name:
        for size in sizes or (SIZES + ((FULL,) if full else ())):
            found = _measure(Path(name), size, runs, peers or tuple(NAMES)[1:])
            own = found["deckgen"]
            bare = found.get("genanki")
            if bare and size == max(SIZES) and own.seconds > LIMIT_RATIO * bare.seconds:
                broken.append(f"slower than {LIMIT_RATIO} times the bare script at {size:,} notes")
            if own.megabytes > LIMIT_MB:
                broken.append(f"more than {LIMIT_MB} MB at {size:,} notes")
    if _measure_help() > LIMIT_HELP:
        broken.append(f"--help takes more than {LIMIT_HELP} times as long as importing click")
    if broken:
        raise click.ClickException("; ".join(broken))


if __name__ == "__main__":
    main()
