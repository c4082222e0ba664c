"""Runs one command again and again, in a fork and a copy of its folder each, and stops it before one step of writing.

`python -m tests.stops.child FOLDER TARGET SIGNAL COMMAND…` stops the first run before its first step, the next before
its second, and so on, until a run ends by itself; `SIGNAL@N` does N runs instead, each stopped at a random moment,
every other one while it writes, and `SIGNAL@N:SEED` at other moments. A step is what changes a file or a folder, as
Python's audit events tell. Each copy stays in TARGET, under its number, and what the command said beside it; `whole` is
what nothing stopped. Prints the exit codes as JSON: `null` for a run whose signal came before the command began or
after it had ended.
"""

import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from importlib import import_module
from pathlib import Path
from traceback import walk_tb
from typing import NoReturn

from deckgen.system import files

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
NAMED = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.link", "os.symlink", "os.truncate"}
ESCAPED = 98
"""An interruption that the command did not catch: a user would see a traceback."""
NOWHERE = 99


def at_step(step: int, here: Path, act: Callable[[], None]) -> None:
    """Do something right before a step of writing below a folder."""
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
                act()

    sys.addaudithook(listen)


def run(here: Path, command: list[str]) -> int | None:
    """Run a command in a folder as its process would; what it says goes to a file beside the folder.

    Returns:
        Its exit code; None where an interruption came before it began or after it had ended.
    """
    os.chdir(here)
    sys.argv = ["deckgen", *command]
    begin = import_module("deckgen.__main__").main
    code: int | None = None
    try:
        with (
            here.with_suffix(".said").open("w", encoding="utf-8") as said,
            redirect_stdout(said),
            redirect_stderr(said),
        ):
            try:
                begin()
            except SystemExit as ended:
                code = ended.code if isinstance(ended.code, int) else 0
            except KeyboardInterrupt as error:
                lines = [line for frame, line in walk_tb(error.__traceback__) if frame.f_code is begin.__code__]
                if any(line > begin.__code__.co_firstlineno for line in lines):  # else it had not begun
                    code = ESCAPED
    except KeyboardInterrupt:
        pass
    return code


def child(here: Path, command: list[str], arm: Callable[[], None]) -> NoReturn:
    """What a fork does: it arms what will stop it, runs the command, and exits with its code."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    code: int | None = None
    try:
        arm()
        code = run(here, command)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        os._exit(NOWHERE if code is None else code)


def after(how: signal.Signals, seconds: float) -> None:
    """Let a signal come after some seconds; one that kills comes from the system, between no two steps of Python."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL if how is signal.SIGKILL else lambda *_: signal.raise_signal(how))
    signal.setitimer(signal.ITIMER_REAL, seconds)


def measured(folder: Path, target: Path, command: list[str]) -> tuple[float, float]:
    """How long a command takes to its first step of writing, and from there to its end, once all modules are here."""
    times: list[float] = []
    for name in ("whole", "warm"):
        shutil.copytree(folder, target / name)
        at_step(1, target / name, lambda: times.append(time.monotonic()))
        times.append(time.monotonic())
        run(target / name, command)
        times.append(time.monotonic())
        files._WRITTEN.clear()
    shutil.rmtree(target / "warm")
    begun, writes, ends = times[-3:]
    return writes - begun, ends - writes


def main(folder: Path, target: Path, stop: str, command: list[str]) -> list[int | None]:
    """Stop a command at each of its steps, or at random moments; see the module."""
    name, _, often = stop.partition("@")
    times, _, seed = often.partition(":")
    how = signal.Signals[name]
    reads, writes = measured(folder, target, command)
    codes: list[int | None] = []
    moments = random.Random(seed or times)
    while len(codes) < int(times or 1_000):
        number = len(codes) + 1
        here = target / str(number)
        shutil.copytree(folder, here)
        if not times:
            arm = partial(at_step, number, here, partial(signal.raise_signal, how))
        elif number % 2:
            arm = partial(after, how, moments.uniform(1e-6, reads + writes))
        else:
            arm = partial(at_step, 1, here, partial(after, how, moments.uniform(1e-6, writes)))
        here.with_suffix(".said").touch()
        if not (process := os.fork()):
            child(here, command, arm)
        code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        codes.append({NOWHERE: None, -signal.SIGALRM: -signal.SIGKILL}.get(code, code))
        if not times and codes[-1] not in {130, -how}:
            break
    return codes


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4:])))  # noqa: T201 - its answer
