"""A command that is stopped leaves each file as it was or as it should be, and says truly which."""

import os
from pathlib import Path

import pytest

from tests.conftest import EXAMPLES
from tests.stops.decks import COMMANDS
from tests.stops.judge import INTERRUPTED, KILLED, judge, judge_next_runs, stopped

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
SEVERAL_FILES = {"release", "move-into"}
"""Commands that write files which depend on each other; the others write one, or into a folder that was not there."""


@pytest.mark.parametrize(
    "name", [name if name in SEVERAL_FILES else pytest.param(name, marks=pytest.mark.soak) for name in COMMANDS]
)
@pytest.mark.parametrize(("how", "code"), [("SIGINT", INTERRUPTED), ("SIGKILL", KILLED)])
def test_before_any_step_of_writing(name: str, how: str, code: int, tmp_path: Path) -> None:
    stops = stopped(name, tmp_path, how)
    assert judge(stops).keys() == {code}
    assert len(stops.runs) >= 3
    if how == "SIGKILL":
        judge_next_runs(name, stops)


@pytest.mark.soak
@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("how", ["SIGINT", "SIGKILL"])
def test_at_random_moments(name: str, how: str, tmp_path: Path) -> None:
    stops = stopped(name, tmp_path, f"{how}@{2 * EXAMPLES}:{os.getpid()}")
    judge(stops)
    judge_next_runs(name, stops)
