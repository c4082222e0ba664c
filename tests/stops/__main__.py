"""Each writing command stopped at random moments, by Ctrl-C and by `kill -9`: part of `make soak`.

Prints what was met; exits with 1 where a command did harm or told no truth, and keeps its folder.
"""

from __future__ import annotations

import secrets
import shutil
import sys
import tempfile
import time
from pathlib import Path

import click

from tests.stops.decks import COMMANDS
from tests.stops.judge import judge, judge_next_runs, stopped


@click.command(help=__doc__)
@click.option("--times", default=200, show_default=True, help="For each command and signal.")
@click.option("--seed", type=int, help="For the same moments, as far as a machine can; it is printed.")
@click.option("--only", type=click.Choice(list(COMMANDS)), help="This command alone.")
def main(times: int, seed: int | None, only: str | None) -> None:
    """Run what the command line asks for."""
    seed = secrets.randbelow(1_000_000) if seed is None else seed
    click.echo(f"{times:,} stops of each command by each signal, seed {seed}")
    harmed = [
        name
        for name in ([only] if only else COMMANDS)
        for how in ("SIGINT", "SIGKILL")
        if _harms(name, how, times, seed)
    ]
    sys.exit(1 if harmed else 0)


def _harms(name: str, how: str, times: int, seed: int) -> bool:
    folder = Path(tempfile.mkdtemp(prefix=f"deckgen-stops-{name}-"))
    started = time.monotonic()
    try:
        stops = stopped(name, folder, f"{how}@{times}:{seed}")
        codes = judge(stops)
        states = judge_next_runs(name, stops)
    except AssertionError as error:
        click.echo(f"{name} {how}: {error}\n  see {folder}")
        return True
    met = ", ".join(f"{count} × {code}" for code, count in sorted(codes.items()))
    click.echo(f"{name} {how}: exit codes {met}; {states} next runs; {time.monotonic() - started:.0f} s")
    shutil.rmtree(folder)
    return False


if __name__ == "__main__":
    main()
