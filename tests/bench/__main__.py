"""`make bench`: deckgen against what one would write or use instead.

Whole processes, taking turns so that a busy moment of the machine hits all of them, medians of several runs. The first
round warms caches and is not counted. Ratios are deckgen's time through the other's of the same turn, and of those the
median: under 1 is faster. Processor time is shown beside, for machines that have other work; that is what `--keep`
writes down for the READMEs.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import click

from tests.bench.browser import measure_browser
from tests.bench.figures import Figure, Figures, figures_of, keep
from tests.bench.notes import write_cards
from tests.bench.publish import publish

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
LIMIT_MB = 600
HELP_RUNS = 21
"""Start-up is short, so its noise is large; it takes more runs."""


@dataclass(frozen=True, slots=True)
class Run:
    """One whole process."""

    seconds: float
    processor: float = 0
    """Processor seconds; 0 where the system does not tell, as below."""
    megabytes: float = 0
    """Peak resident memory."""


def _run(command: list[str]) -> Run:
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_environment())
    if hasattr(os, "wait4"):
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
        unit = 1e6 if sys.platform == "darwin" else 1e3  # macOS counts bytes, Linux kilobytes
        run = Run(time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)
    else:
        status = process.wait()
        run = Run(time.perf_counter() - started)
    if status:
        raise click.ClickException(f"this ended with status {status}: {' '.join(command)}")
    return run


def _environment() -> dict[str, str]:
    """As a user's: where Python may not keep what it compiled, deckgen would compile itself anew in each run."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _taking_turns(commands: dict[str, list[str]], runs: int) -> dict[str, list[Run]]:
    measured: dict[str, list[Run]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        order = list(commands) if turn % 2 else list(reversed(commands))
        for name in order:
            run = _run(commands[name])
            if turn:
                measured[name].append(run)
    return measured


def _ratio(own: list[Run], other: list[Run]) -> float:
    return statistics.median(a.seconds / b.seconds for a, b in zip(own, other, strict=True))


def _commands(folder: Path, cards: Path, peers: tuple[str, ...]) -> dict[str, list[str]]:
    script, library = str(PEERS / "genanki_script.py"), str(PEERS / "anki_library.py")
    known = {
        "deckgen": ["-m", "deckgen", "build", str(cards), "-o", str(folder / "deckgen.apkg")],
        "genanki": [script, str(cards), str(folder / "genanki.apkg"), "CSafeLoader"],
        "safe_load": [script, str(cards), str(folder / "safe_load.apkg"), "SafeLoader"],
        "anki": [library, str(cards), str(folder / "anki.apkg")],
    }
    return {name: [sys.executable, *known[name]] for name in ("deckgen", *peers)}


def _measure(folder: Path, size: int, runs: int, peers: tuple[str, ...]) -> dict[str, list[Run]]:
    cards = folder / f"cards-{size}"
    write_cards(cards, size)
    found = _taking_turns(_commands(folder, cards, peers), runs)
    heads = f"{'seconds':>8}{'ratio':>7}{'CPU s':>8}{'ratio':>7}{'peak MB':>9}{'package MB':>12}"
    click.echo(f"\n{f'{size:,} notes':<46}{heads}")
    for row in figures_of(size, found):
        package = (folder / f"{row.tool}.apkg").stat().st_size / 1e6
        ratio = _ratio(found["deckgen"], found[row.tool])
        click.echo(
            f"  {NAMES[row.tool]:<44}{row.seconds:>8.3f}{ratio:>7.2f}{row.processor:>8.3f}{row.ratio:>7.2f}"
            f"{row.megabytes:>9.0f}{package:>12.2f}"
        )
    return found


def _machine() -> str:
    """The processor's name, where the system tells it, and how many there are."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    name = names[0] if names else platform.machine()
    return f"{os.cpu_count()} × {name}"


def _measure_help() -> float:
    commands = {
        "help": [sys.executable, "-m", "deckgen", "--help"],
        "click": [sys.executable, "-c", "import click"],
    }
    found = _taking_turns(commands, HELP_RUNS)
    ratio = _ratio(found["help"], found["click"])
    click.echo(f"\n{'start-up':<46}{'seconds':>8}{'ratio':>7}")
    for title, name, against in (("deckgen --help", "help", 1.0), ('python -c "import click"', "click", ratio)):
        seconds = statistics.median(run.seconds for run in found[name])
        click.echo(f"  {title:<44}{seconds:>8.3f}{against:>7.2f}")
    return ratio


@click.command()
@click.option("--size", "sizes", type=int, multiple=True, help="Notes in a deck; may be repeated.")
@click.option("--runs", default=5, envvar="BENCH_RUNS", show_default=True, help="Counted runs of each process.")
@click.option("--peer", "peers", type=click.Choice(list(NAMES)[1:]), multiple=True, help="Only against these.")
@click.option("--keep", "kept", is_flag=True, envvar="BENCH_KEEP", help="Write the READMEs' table and picture.")
@click.option("--full", is_flag=True, envvar="BENCH_FULL", help=f"Measure {FULL:,} notes too.")
def main(sizes: tuple[int, ...], runs: int, peers: tuple[str, ...], *, kept: bool, full: bool) -> None:
    """Measure deckgen's builds, its page and preview, and its start-up, and fail where a limit is passed."""
    broken: list[str] = []
    rows: list[Figure] = []
    click.echo(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, medians of {runs} whole processes in turns")
    with tempfile.TemporaryDirectory(prefix="deckgen-bench-") as name:
        for size in sizes or (SIZES + ((FULL,) if full else ())):
            found = _measure(Path(name), size, runs, peers or tuple(NAMES)[1:])
            rows += figures_of(size, found)
            bare = found.get("genanki")
            if bare and size == max(SIZES) and _ratio(found["deckgen"], bare) > LIMIT_RATIO:
                broken.append(f"slower than {LIMIT_RATIO} times the bare script at {size:,} notes")
            if max(run.megabytes for run in found["deckgen"]) > LIMIT_MB:
                broken.append(f"more than {LIMIT_MB} MB at {size:,} notes")
        if kept:
            publish(keep(Figures(_machine(), platform.python_version(), runs, tuple(rows))))
        broken += measure_browser(Path(name), runs)
    if _measure_help() > LIMIT_HELP:
        broken.append(f"--help takes more than {LIMIT_HELP} times as long as importing click")
    if broken:
        raise click.ClickException("; ".join(broken))


if __name__ == "__main__":
    main()
