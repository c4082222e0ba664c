"""What a command that was stopped must leave, and what it must say."""

import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from tests.stops.child import ESCAPED
from tests.stops.decks import COMMANDS, LATER, project, run

ROOT = Path(__file__).parents[2]
NEW_ID = re.compile(rb'(?:^id: |"deck":"|"sum":")[0-9a-f]{16}', re.MULTILINE)
"""Of a deck that is new, and in its ledger: another with each run."""
LEDGER = "cards/released.jsonl"
KEEPS_WHAT_IS_THERE = {"init", "import", "move-in", "move-into"}
"""Commands that never write where something is, so that a next run has to be elsewhere."""
IMPORTING = b'{"import":'
"""A ledger begins so where an import was killed: no build or release goes past it."""
PACKAGE = "output/Seminar-1.1.apkg"
PRODUCTS = {PACKAGE, "output/Seminar-1.1.md"}
"""What a release that was killed may lack: a build makes the package, and the notes are in the cards folder."""
INTERRUPTED, KILLED = 130, -9
Contents = dict[str, bytes]


class Stops(NamedTuple):
    """A command's runs, each stopped elsewhere."""

    before: Contents
    """The files that each run found."""
    after: Contents
    """The files after a run that nothing stopped."""
    runs: list[tuple[int, Path]]
    """Each stopped run's exit code and folder."""


def contents(folder: Path) -> Contents:
    """Each file below a folder: its path → its bytes."""
    return {
        path.relative_to(folder).as_posix(): NEW_ID.sub(b"id: new", path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def lasting(folder: Path) -> Contents:
    """The same, without what a process which was killed could not take away."""
    return {path: data for path, data in contents(folder).items() if not _is_temporary(path)}


def stopped(name: str, folder: Path, stop: str) -> Stops:
    """Run a command, each time stopped elsewhere.

    Args:
        name: The command's, in `COMMANDS`.
        folder: Where to.
        stop: How; see `child`.
    """
    before, target = folder / "before", folder / "runs"
    before.mkdir()
    project(before, name)
    target.mkdir()
    command = [sys.executable, "-m", "tests.stops.child", str(before), str(target), stop, *COMMANDS[name]]
    env = {**os.environ, "SOURCE_DATE_EPOCH": str(LATER), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, encoding="utf-8")
    codes: list[int | None] = json.loads(done.stdout)
    runs = [(code, target / str(number)) for number, code in enumerate(codes, 1) if code is not None]
    if "@" not in stop:
        runs.pop()  # it has fewer steps
    return Stops(contents(before), contents(target / "whole"), runs)


def judge(stops: Stops) -> Counter[int]:
    """Look at what each run left and said; gives how many ended with each exit code.

    Raises:
        AssertionError: One of them did harm, or told no truth.
    """
    for code, folder in stops.runs:
        said = folder.with_suffix(".said").read_text(encoding="utf-8")
        assert code in {0, INTERRUPTED, KILLED}, f"{'escaped' if code == ESCAPED else code}: {said}"
        assert "Traceback" not in said
        now = lasting(folder) if code == KILLED else contents(folder)
        _judge_files(_without_marks(now, stops) if code == KILLED else now, stops, killed=code == KILLED)
        if code == 0:
            assert now == stops.after
        elif code == INTERRUPTED:
            _judge_words(now, said, folder, stops)
    return Counter(code for code, _ in stops.runs)


def _judge_files(now: Contents, stops: Stops, *, killed: bool) -> None:
    before, after = stops.before, stops.after
    for path in before.keys() | now.keys():
        assert now.get(path) in (before.get(path), after.get(path)), f"{path} is neither old nor new"
    for path in _ledgers(after):
        if now.get(path) != before.get(path):
            lacking = {path for path in after if now.get(path) != after[path]}
            assert killed or not lacking, "the ledger has a release that is not whole"
            assert lacking <= PRODUCTS, "the ledger has a release that cannot be built again"


def _without_marks(now: Contents, stops: Stops) -> Contents:
    """The files without what says of an import that it was killed; no card comes in before that stands there."""
    marked = [path for path in _ledgers(now) if now[path].startswith(IMPORTING)]
    if not marked:
        cards = {path: data for path, data in now.items() if path.endswith(".yaml")}
        late = any(now.get(path) == stops.before.get(path) != stops.after[path] for path in _ledgers(stops.after))
        assert not late or cards.items() <= stops.before.items(), "cards came before the ledger"
    old = {path: stops.before[path] for path in marked if path in stops.before}
    return {path: data for path, data in now.items() if path not in marked} | old


def _ledgers(files: Contents) -> list[str]:
    return [path for path in files if path.endswith("cards/released.jsonl")]


def _judge_words(now: Contents, said: str, folder: Path, stops: Stops) -> None:
    before = stops.before
    changed = {path for path in now.keys() | before.keys() if now.get(path) != before.get(path)}
    named = re.findall(r"'([^']+)'", said.rpartition("interrupted: ")[2])
    told = {path.relative_to(folder).as_posix() for each in named for path in _below(folder / each)}
    assert changed <= told, said
    assert bool(changed) != ("nothing was changed" in said), said


def judge_next_runs(name: str, stops: Stops) -> int:
    """Run the command again in each state that a stop left; gives how many there were.

    Raises:
        AssertionError: The files are not what a run that nothing stopped makes.
    """
    if name in KEEPS_WHAT_IS_THERE:
        return 0
    states = {_digest(lasting(folder)): folder for _, folder in stops.runs}
    for folder in states.values():
        if name == "release" and lasting(folder)[LEDGER] == stops.after[LEDGER]:
            assert run(folder, "build")[0] == 0
            assert lasting(folder)["output/Seminar.apkg"] == stops.after[PACKAGE]
            continue
        if name == "release" and (notes := folder / "cards/releases/1.1.md").exists():
            code, said = run(folder, "release")
            assert (code, "error[unknown-release]" in said) == (1, True)
            notes.unlink()
        assert run(folder, *COMMANDS[name])[0] == 0
        assert lasting(folder) == stops.after
    return len(states)


def _digest(files: Contents) -> str:
    return hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest()


def _below(path: Path) -> list[Path]:
    return [child for child in path.rglob("*") if child.is_file()] if path.is_dir() else [path]


def _is_temporary(name: str) -> bool:
    return Path(name).name.startswith(".") and name.endswith(".tmp")
