"""Runs one command again and again, in a fork and a copy of its folder each, and stops it before one step of writing.

`python -m tests.stops.child FOLDER TARGET SIGNAL COMMAND…` stops the first run before its first step, the next before
its second, and so on, until a run ends by itself; `SIGNAL@N` does N runs instead, each stopped at a random moment. A
step is what changes a file or a folder, as Python's audit events tell. Each copy stays in TARGET, under its number,
and what the command said beside it; `whole` is what nothing stopped. Prints the exit codes as JSON.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from pathlib import Path

from deckgen import files

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
NAMED = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.link", "os.symlink", "os.truncate"}


def stop_before(step: int, how: signal.Signals, here: Path) -> None:
    """Let a signal come before a step of writing below a folder."""
    seen = 0

    def listen(event: str, values: tuple[object, ...]) -> None:
        nonlocal seen
        if event == "open" and not (isinstance(values[2], int) and values[2] & WRITING):
            return
        if event not in NAMED and event != "open":
            return
        if isinstance(values[0], str | os.PathLike) and Path(os.path.abspath(values[0])).is_relative_to(here):  # noqa: PTH100 - resolve() would ask the disk
            seen += 1
            if seen == step:
                signal.raise_signal(how)

    sys.addaudithook(listen)


def run(here: Path, command: list[str]) -> int:
    """Run a command in a folder as its process would; what it says goes to a file beside the folder."""
    os.chdir(here)
    sys.argv = ["deckgen", *command]
    with here.with_suffix(".said").open("w", encoding="utf-8") as said, redirect_stdout(said), redirect_stderr(said):
        try:
            import_module("deckgen.__main__").main()
        except SystemExit as ended:
            return ended.code if isinstance(ended.code, int) else 1
    return 0


def main(folder: Path, target: Path, stop: str, command: list[str]) -> list[int]:
    """Stop a command at each of its steps, or at random moments; see the module."""
    name, _, times = stop.partition("@")
    how = signal.Signals[name]
    shutil.copytree(folder, target / "whole")
    begun = time.monotonic()
    run(target / "whole", command)  # here, so that each fork has all modules
    lasts = time.monotonic() - begun
    files._WRITTEN.clear()  # noqa: SLF001 - the forks have written nothing yet
    codes: list[int] = []
    moments = random.Random(times)  # noqa: S311 - any moments
    while len(codes) < int(times or 1_000):
        here = target / str(len(codes) + 1)
        shutil.copytree(folder, here)
        if not (child := os.fork()):
            if times:
                signal.signal(signal.SIGALRM, lambda *_: signal.raise_signal(how))
                signal.setitimer(signal.ITIMER_REAL, moments.uniform(1e-6, lasts))
            else:
                stop_before(len(codes) + 1, how, here)
            os._exit(run(here, command))
        codes.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        if not times and codes[-1] not in {130, -how}:
            break
    return codes


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4:])))  # noqa: T201 - its answer
