"""Random inputs of every sort, a hundred thousand of them: part of `make soak`.

Each sort runs in a process of its own, by coverage where `atheris` is installed (`pip install atheris`), and what
leaves for Anki and the page is read by Chromium where it is installed. Prints what was tried; what found something
stays in `.soak/fuzz`, and the exit code is 1.
"""

from __future__ import annotations

import os
import pkgutil
import secrets
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click


@click.command(help=__doc__)
@click.option("--inputs", default=100_000, show_default=True, help="Of all sorts together.")
@click.option("--seed", type=int, help="To try the same again; it is printed.")
@click.option("--jobs", default=os.cpu_count() or 1, show_default=True)
@click.option("--coverage/--random", default=find_spec("atheris") is not None, help="By coverage, or at random.")
@click.option("--only", help="This sort alone, in this process.")
def main(inputs: int, seed: int | None, jobs: int, only: str | None, *, coverage: bool) -> None:
    """Run what the command line asks for."""
    seed = secrets.randbelow(1_000_000) if seed is None else seed
    if coverage and only:
        _import_instrumented()
    from tests.fuzz.targets import TARGETS

    if only:
        _hunt(only, inputs, seed, coverage=coverage)
        return
    click.echo(f"{inputs:,} inputs, {'by coverage' if coverage else 'at random'}, seed {seed}")
    each = [
        "--inputs", str(max(1, inputs // len(TARGETS))), "--seed", str(seed), "--coverage" if coverage else "--random",
    ]  # fmt: skip
    with ThreadPoolExecutor(jobs) as pool:
        sys.exit(max(pool.map(lambda target: _run(target.name, each), TARGETS)))


def _run(name: str, options: list[str]) -> int:
    command = [sys.executable, "-m", "tests.fuzz", "--only", name, *options]
    done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8", cwd=Path(__file__).parents[2])
    click.echo(done.stdout or done.stderr, nl=False)
    return 1 if done.returncode else 0


def _import_instrumented() -> None:
    """Import all of deckgen so that atheris sees which lines run."""
    import atheris

    with atheris.instrument_imports(include=["deckgen"]):
        import deckgen

        for module in pkgutil.walk_packages(deckgen.__path__, "deckgen."):
            if not module.name.endswith("__main__"):
                import_module(module.name)


def _hunt(name: str, inputs: int, seed: int, *, coverage: bool) -> None:
    from tests.fuzz.browser import browser_page
    from tests.fuzz.hunt import hunt, hunt_by_coverage
    from tests.fuzz.targets import TARGETS

    target = next((target for target in TARGETS if target.name == name), None)
    if target is None:
        raise click.UsageError(f"no such sort; there are {', '.join(target.name for target in TARGETS)}")
    with ExitStack() as stack:
        page = browser_page(stack)
        if coverage:
            hunt_by_coverage(target, inputs, seed, page, lambda made: click.echo(made.report()))
        made = hunt(target, inputs, seed, page)
    click.echo(made.report())
    sys.exit(1 if made.findings else 0)


if __name__ == "__main__":
    main()
