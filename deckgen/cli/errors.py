"""What ends a command early, reported: an error, Ctrl-C, a lack of memory, a bug.

A bug is one line for the user, and a log with versions and traceback for whoever fixes it. After pre-commit's
`error_handler`: users need to know that it was not their mistake and where the log is.
"""

import os
import sys
from contextlib import suppress
from io import StringIO
from pathlib import Path
from traceback import clear_frames, format_exception

import click

from deckgen._version import __version__
from deckgen.cli.language import language, text
from deckgen.cli.printing import echo, styled
from deckgen.messages.inert import inert
from deckgen.messages.wording import system_words
from deckgen.model.diagnostics import DeckgenError
from deckgen.system.clock import wall_clock
from deckgen.system.files import display_path, written_files

INTERRUPTED = 130
BUG = 3
"""The exit code of what is deckgen's own fault."""


def report_error(error: BaseException, color: bool | None) -> int:
    """Print what ended a command, in color where `color` or else the stream allows it; returns the exit code."""
    if isinstance(error, click.Abort) or _holds(error, KeyboardInterrupt):
        with suppress(OSError):
            echo(f"\n{interrupted()}", err=True)
        return INTERRUPTED
    code = 1
    match error:
        case click.ClickException():
            usage = StringIO()
            error.show(usage)  # with the usage, where that was wrong
            echo(usage.getvalue(), err=True, nl=False)
            code = error.exit_code
        case DeckgenError():
            _print_error(*error.said(language()), color)
        case BrokenPipeError():
            sys.stderr.close()
        case OSError():  # the disk, where nothing nearer to it knew what to say
            name = f"'{error.filename}': " if error.filename else ""
            _print_error(name + system_words(error.strerror or str(error), language()), "", color)
        case _:
            code = 1 if _holds(error, MemoryError) else BUG
            _print_error(*described(error).said(language()), color)
    return code


def interrupted() -> str:
    """What an interrupted command had written, in words that are safe to print."""
    names = ", ".join([f"'{display_path(path)}'" for path in written_files()])
    if not names:
        return text("deckgen.interrupted", "interrupted: nothing was changed")
    return inert(
        text("deckgen.interrupted_after", "interrupted: {names} had been written, and nothing else", names=names)
    )


def described(error: BaseException) -> DeckgenError:
    """An unforeseen error as one that says what to do about it; writes the log of a bug.

    Raises:
        KeyboardInterrupt: Something made another error of one.
    """
    if _holds(error, KeyboardInterrupt):
        raise KeyboardInterrupt from error
    if _holds(error, MemoryError):
        clear_frames(error.__traceback__)  # they hold all that filled the memory
        return DeckgenError(
            "no-memory", "there is not enough memory for this", "close other programs, or split the deck"
        )
    said = " ".join(str(error).split())
    return DeckgenError(
        "bug",
        "this is a bug in deckgen: {what}",
        "please report it where you got deckgen from, say what you did, and send the log with it: {log}",
        what=f"{type(error).__name__}: {said}"[:200] if said else type(error).__name__,
        log=str(write_log(error) or "-"),
    )


def write_log(error: BaseException) -> Path | None:
    """Write an error's log outside the deck, over the last one; None where no folder takes it."""
    import platform
    import tempfile

    lines = [
        f"deckgen {__version__}, Python {platform.python_version()}, {platform.platform()}, time {wall_clock()}",
        f"arguments: {sys.argv[1:]}",
        "",
        *format_exception(error),
    ]
    for folder in (Path(click.get_app_dir("deckgen")), Path(tempfile.gettempdir())):
        path = folder / "deckgen-error.log"
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)  # never through a stranger's link
            with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
                file.write("\n".join(lines))
            return path
    return None


def _print_error(message: str, hint: str, color: bool | None) -> None:
    """Print an error, as far as there is where to."""
    lines = [f"{styled(text('deckgen.error', 'error'), fg='red', bold=True)}: {message}"]
    lines += [f"  {text('deckgen.hint', 'hint')}: {hint}"] if hint else []
    with suppress(OSError):
        echo("\n".join(lines), err=True, color=color)


def _holds(error: BaseException, kind: type[BaseException]) -> bool:
    """Whether an error is of a kind, or came up while one of that kind was on its way."""
    seen: set[int] = set()
    while not isinstance(error, kind):
        seen.add(id(error))
        before = error.__cause__ or error.__context__
        if before is None or id(before) in seen:
            return False
        error = before
    return True
