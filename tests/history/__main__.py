"""Thousands of random histories, in every Anki version that members still run: `make soak`.

Each version runs in a process and an environment of its own. Prints what was walked and met; exits with 1 where the
promise broke, after the shortest history that breaks it.
"""

import json
import os
import secrets
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

import click

from tests.history.anki_process import VERSIONS, AnkiProcess, python_with, quick_folder
from tests.history.machine import walk
from tests.history.promise import Tally

INSTALLED = "installed"
LEGACY = "+legacy"
"""After a version: with the old Python importer, which add-ons that call `importPackage` use."""
RUNS = (INSTALLED, *VERSIONS, f"{VERSIONS[-1]}{LEGACY}")


@click.command(help=__doc__)
@click.option("--histories", default=2_000, show_default=True, help="For each importer.")
@click.option("--seed", type=int, help="To walk the same again; it is printed.")
@click.option("--jobs", default=os.cpu_count() or 1, show_default=True)
@click.option("--only", type=click.Choice(RUNS), help="This importer alone, in this process.")
def main(histories: int, seed: int | None, jobs: int, only: str | None) -> None:
    """Run what the command line asks for."""
    seed = secrets.randbelow(1_000_000) if seed is None else seed
    if only:
        _walk(only, histories, seed)
        return
    for version in VERSIONS:
        python_with(version)
    click.echo(f"{histories:,} histories in each of {len(RUNS)} importers, seed {seed}")
    with ThreadPoolExecutor(jobs) as pool:
        sys.exit(max(pool.map(lambda run: _run(run, histories, seed), RUNS)))


def _run(run: str, histories: int, seed: int) -> int:
    command = [sys.executable, "-m", "tests.history", "--only", run]
    done = subprocess.run(
        [*command, "--histories", str(histories), "--seed", str(seed)],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        cwd=Path(__file__).parents[2],
    )
    click.echo(done.stdout + (done.stderr if done.returncode else ""), nl=False)
    return done.returncode


def _walk(run: str, histories: int, seed: int) -> None:
    version = run.removesuffix(LEGACY)
    python = sys.executable if version == INSTALLED else python_with(version)
    tally = Tally()
    started = time.monotonic()
    with quick_folder() as folder, AnkiProcess(folder, python, legacy=run.endswith(LEGACY)) as anki:
        name = f"Anki {anki.version}{' (old importer)' if run.endswith(LEGACY) else ''}"
        try:
            walk(anki, tally, histories, seed=seed, shorten=True)
        except Exception:
            click.echo(f"{name}: the promise broke after {tally.histories:,} histories")
            raise
    seconds = time.monotonic() - started
    figures = ", ".join(f"{value:,} {key}" for key, value in asdict(tally).items() if isinstance(value, int))
    click.echo(f"{name}: {figures}, 0 failures, {seconds:.0f} s")
    click.echo(f"  {json.dumps(dict(tally.met.most_common()), ensure_ascii=False)}")


if __name__ == "__main__":
    main()
