"""A command that is stopped leaves each file as it was or as it should be, and says truly which."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.stops.decks import COMMANDS
from tests.stops.judge import INTERRUPTED, KILLED, judge, judge_next_runs, stopped

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize(("how", "code"), [("SIGINT", INTERRUPTED), ("SIGKILL", KILLED)])
def test_before_any_step_of_writing(name: str, how: str, code: int, tmp_path: Path) -> None:
    stops = stopped(name, tmp_path, how)
    assert judge(stops).keys() == {code}
    assert len(stops.runs) >= 3
    if how == "SIGKILL":
        judge_next_runs(name, stops)


@pytest.mark.parametrize("name", ["build", "import", "release"])
@pytest.mark.parametrize("how", ["SIGINT", "SIGKILL"])
def test_at_random_moments(name: str, how: str, tmp_path: Path) -> None:
    """A few; `make soak` does hundreds, of each command."""
    judge(stopped(name, tmp_path, f"{how}@6:{os.getpid()}"))
