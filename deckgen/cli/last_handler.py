"""What nobody foresaw: one line for the user, and a log with versions and traceback for whoever mends it.

After pre-commit's `error_handler`: users need to know that it was not their mistake and where the log is.
"""

from __future__ import annotations

import contextlib
import os
import platform
import sys
import tempfile
import traceback
from pathlib import Path

import click

from deckgen._version import __version__
from deckgen.cli.language import text
from deckgen.clock import wall_clock

BUG = 3
"""The exit code of what is deckgen's own fault."""


def described(error: BaseException) -> tuple[str, str]:
    """A bug in words, and how to report it; writes the log."""
    log = write_log(error)
    hint = text("deckgen.bug_hint", log=str(log)) if log else text("deckgen.bug_no_log")
    return text("deckgen.bug", error=summary(error)), hint


def summary(error: BaseException) -> str:
    """An error on one line: its class, and what it says."""
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}"[:200] if said else type(error).__name__


def write_log(error: BaseException) -> Path | None:
    """Write an error's log outside the deck, over the last one.

    Returns:
        Its path; None where no folder takes it.
    """
    lines = [
        f"deckgen {__version__}, Python {platform.python_version()}, {platform.platform()}, time {wall_clock()}",
        f"arguments: {sys.argv[1:]}",
        "",
        *traceback.format_exception(error),
    ]
    for folder in (Path(click.get_app_dir("deckgen")), Path(tempfile.gettempdir())):
        path = folder / "deckgen-error.log"
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)  # never through a stranger's link
            with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
                file.write("\n".join(lines))
            return path
    return None
