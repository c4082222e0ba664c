"""What no code foresaw: one line, a way to report it, a log, and no traceback."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from .project import Project, posix

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

FULL_DISK = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4_000,) * 2)
sys.argv = ["deckgen", "release"]
from deckgen.__main__ import main
main()
"""


def run(error: str, logs: Path) -> subprocess.CompletedProcess[str]:
    """`deckgen schema`, in which something fails unforeseen."""
    env = {**os.environ, "TMPDIR": str(logs), "TEMP": str(logs)}
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
    (log,) = tmp_path.glob("deckgen-error-*.log")
    assert str(log) in hint
    written = log.read_text(encoding="utf-8")
    assert "Traceback" in written
    assert "arguments: ['schema']" in written
    assert "Python 3." in written


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


@posix
def test_a_full_disk_is_reported_and_leaves_nothing(project: Project) -> None:
    project.basics(*((f"Why {number}?", "word " * 60) for number in range(400)))
    done = subprocess.run([sys.executable, "-c", FULL_DISK], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert "cannot be written: File too large" in done.stderr
    assert "Traceback" not in done.stderr
    left = [path for path in project.files() if not path.startswith("cards/")]
    assert left == []


PANIC = """
import sys
from deckgen.web.preview import live
class PanicException(BaseException):
    pass
left, load = [PanicException("not yet implemented: node")], live.load
def panicking(*args, **options):
    if left:
        raise left.pop()
    return load(*args, **options)
live.load = panicking
sys.argv = ["deckgen", "preview", "--no-open", "--port", "0"]
from deckgen.__main__ import main
main()
"""


@posix
def test_a_panic_of_a_library_is_one_line_in_the_preview_and_it_goes_on(project: Project, tmp_path: Path) -> None:
    project.basics(("a", "b"))
    process = subprocess.Popen(
        [sys.executable, "-c", PANIC],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    with process:
        assert process.stdout
        process.stdout.readline()
        address = process.stdout.readline().split()[0]
        project.basics(("a", "c"))
        process.stdout.readline()
        assert b">c<" in urlopen(address).read()  # noqa: S310 - our own
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=20)[1]
    assert process.returncode == 130
    assert "this is a bug in deckgen: PanicException: not yet implemented: node" in said
    assert "Traceback" not in said
    (log,) = tmp_path.glob("deckgen-error-*.log")
    assert "PanicException" in log.read_text(encoding="utf-8")
