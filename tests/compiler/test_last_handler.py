"""What no code foresaw: one line, a way to report it, a log, and no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from .project import Project

BROKEN = """
import deckgen.kinds.loader as loader
def fail(*_, **__):
    raise {error}
loader.builtin_kinds = fail
import sys
sys.argv = ["deckgen", "schema"]
from deckgen.__main__ import main
import deckgen.cli.schema as schema
schema.cards_schema = fail
main()
"""


def run(error: str, home: Path) -> subprocess.CompletedProcess[str]:
    """`deckgen schema`, in which something fails that nobody foresaw."""
    env = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home), "APPDATA": str(home)}
    command = [sys.executable, "-c", BROKEN.format(error=error)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=env, check=False)


def test_a_bug_is_one_line_and_a_log(project: Project, tmp_path: Path) -> None:
    del project
    done = run("KeyError('no such thing')", tmp_path)
    assert done.returncode == 3
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    first, hint = done.stderr.splitlines()
    assert first == "error: this is a bug in deckgen: KeyError: 'no such thing'"
    assert "report" in hint
    (log,) = tmp_path.rglob("deckgen-error.log")
    assert str(log) in hint
    written = log.read_text(encoding="utf-8")
    assert "Traceback" in written
    assert "arguments: ['schema']" in written
    assert "Python 3." in written


def test_a_log_goes_elsewhere_where_the_first_folder_takes_none(project: Project, tmp_path: Path) -> None:
    del project
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    done = run("RecursionError('deep')", blocked)
    assert done.returncode == 3
    assert "deckgen-error.log" in done.stderr


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        ("MemoryError", 1, "not enough memory"),
        ("KeyError('half read') from MemoryError()", 1, "not enough memory"),
        ("KeyboardInterrupt", 130, "nothing was changed"),
        ("KeyError('half read') from KeyboardInterrupt()", 130, "nothing was changed"),
        ("OSError(5, 'no more') from KeyboardInterrupt()", 130, "nothing was changed"),
    ],
)
def test_what_is_no_bug_is_not_called_one(project: Project, tmp_path: Path, error: str, code: int, said: str) -> None:
    del project
    done = run(error, tmp_path)
    assert done.returncode == code
    assert said in done.stderr
    assert "bug" not in done.stderr
    assert "Traceback" not in done.stderr


def test_tags_in_tags_without_end_are_imported_as_words(project: Project) -> None:
    deep = "<div>" * 3_000 + "deep" + "</div>" * 3_000
    project.write("notes.csv", f"front,back\nHow {deep} is it?,So.\n")
    assert project.run("import", "notes.csv", "new")[0] == 0
    assert "front: How deep is it?" in (project.root / "new/cards/01-notes.yaml").read_text(encoding="utf-8")
