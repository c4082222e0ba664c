"""A command that is stopped leaves each file as it was or as it should be, and says truly which."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stops.decks import COMMANDS, LATER, project, run

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
ROOT = Path(__file__).parents[2]
NEW_ID = re.compile(rb"^id: [0-9a-f]{16}", re.MULTILINE)
"""Of a deck that is new: another with each run."""


LEDGER = "cards/released.jsonl"


def contents(folder: Path) -> dict[str, bytes]:
    """Each file below a folder: its path → its bytes."""
    return {
        path.relative_to(folder).as_posix(): NEW_ID.sub(b"id: new", path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def is_temporary(name: str) -> bool:
    """Whether a file is one that a process which was killed could not take away."""
    return Path(name).name.startswith(".") and name.endswith(".tmp")


def stopped(name: str, folder: Path, stop: str) -> tuple[dict[str, bytes], dict[str, bytes], list[tuple[int, Path]]]:
    """Run a command, each time stopped elsewhere.

    Returns:
        The files before, the files after a run that nothing stopped, and each stopped run's exit code and folder.
    """
    before = folder / "before"
    before.mkdir()
    project(before, name)
    target = folder / "runs"
    target.mkdir()
    command = [sys.executable, "-m", "tests.stops.child", str(before), str(target), stop, *COMMANDS[name]]
    env = {**os.environ, "SOURCE_DATE_EPOCH": str(LATER), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, encoding="utf-8")
    codes: list[int] = json.loads(done.stdout)
    runs = [(code, target / str(number)) for number, code in enumerate(codes, 1)]
    if "@" not in stop:
        runs.pop()  # it has fewer steps
    return contents(before), contents(target / "whole"), runs


def assert_whole(now: dict[str, bytes], before: dict[str, bytes], after: dict[str, bytes]) -> None:
    for path in before.keys() | now.keys():
        assert now.get(path) in (before.get(path), after.get(path)), f"{path} is neither old nor new"
    if LEDGER in after and now[LEDGER] != before.get(LEDGER):
        assert now == after, "the ledger knows a release that is not whole"


@pytest.mark.parametrize("name", COMMANDS)
def test_ctrl_c_leaves_whole_files_and_says_which(name: str, tmp_path: Path) -> None:
    before, after, runs = stopped(name, tmp_path, "SIGINT")
    assert len(runs) >= 3
    for code, folder in runs:
        now, said = contents(folder), folder.with_suffix(".said").read_text(encoding="utf-8")
        assert code == 130
        assert "Traceback" not in said
        assert_whole(now, before, after)
        changed = {path for path in now.keys() | before.keys() if now.get(path) != before.get(path)}
        named = re.findall(r"'([^']+)'", said.rpartition("interrupted: ")[2])
        told = {path.relative_to(folder).as_posix() for each in named for path in below(folder / each)}
        assert changed <= told, said
        assert bool(changed) != ("nothing was changed" in said), said


def below(path: Path) -> list[Path]:
    return [child for child in path.rglob("*") if child.is_file()] if path.is_dir() else [path]


@pytest.mark.parametrize("name", COMMANDS)
def test_lost_power_leaves_whole_files_and_the_next_run_ends_the_work(name: str, tmp_path: Path) -> None:
    before, after, runs = stopped(name, tmp_path, "SIGKILL")
    assert len(runs) >= 3
    for code, folder in runs:
        assert code == -9
        now = {path: data for path, data in contents(folder).items() if not is_temporary(path)}
        assert_whole(now, before, after)
    if name in {"init", "import"}:
        return  # they never write where something is
    folder = [folder for _, folder in runs if name != "release" or contents(folder)[LEDGER] != after[LEDGER]][-1]
    if name == "release":
        for path in contents(folder).keys() - before.keys():
            folder.joinpath(path).unlink()  # as the error about a file that no release made says
    run(folder, *COMMANDS[name], now=LATER)
    assert {path: data for path, data in contents(folder).items() if not is_temporary(path)} == after
