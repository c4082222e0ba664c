"""What ends a command early, reported: an error, Ctrl-C, a lack of memory, a bug.

A bug is one line for the user, and a log with versions and traceback for whoever fixes it. After pre-commit's
`error_handler`: users need to know that it was not their mistake and where the log is.
"""

import sys
from contextlib import suppress
from io import StringIO

import click

from deckgen._version import __version__
from deckgen.cli.language import language, text
from deckgen.cli.printing import echo, styled
from deckgen.messages.inert import inert
from deckgen.messages.wording import system_words
from deckgen.model.diagnostics import DeckgenError
from deckgen.system.files import display_path, written_files

INTERRUPTED = 130
BUG = 3
"""The exit code of what is deckgen's own fault."""


def report_error(error: BaseException, color: bool | None) -> int:
    """Print what ended a command, in color where `color` or else the stream allows it; returns the exit code."""
    if _holds(error, KeyboardInterrupt) or _holds(error, click.Abort):
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
            found = described(error)
            code = BUG if found.name == "bug" else 1
            _print_error(*found.said(language()), color)
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
    """An unforeseen error as one that says what to do about it; writes the log of a bug."""
    if _holds(error, MemoryError):
        from traceback import clear_frames

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
        log=_write_log(error),
    )


def _holds(error: BaseException | None, kind: type[BaseException]) -> bool:
    """Whether an error is of a kind, or came up while one of that kind was handled."""
    while error is not None and not isinstance(error, kind):
        error = error.__cause__ or error.__context__
    return error is not None


def _write_log(error: BaseException) -> str:
    """Write an error's log; gives its path, or `-` where no folder takes it."""
    import platform
    from tempfile import NamedTemporaryFile
    from traceback import format_exception

    about = f"deckgen {__version__}, Python {platform.python_version()}, {platform.platform()}"
    try:
        with NamedTemporaryFile(
            "w", prefix="deckgen-error-", suffix=".log", delete=False, encoding="utf-8", errors="backslashreplace"
        ) as file:
            file.write("\n".join([about, f"arguments: {sys.argv[1:]}", "", *format_exception(error)]))
    except OSError:
        return "-"
    return file.name


def _print_error(message: str, hint: str, color: bool | None) -> None:
    """Print an error, as far as there is where to."""
    lines = [f"{styled(text('deckgen.error', 'error'), fg='red', bold=True)}: {message}"]
    lines += [f"  {text('deckgen.hint', 'hint')}: {hint}"] if hint else []
    with suppress(OSError):
        echo("\n".join(lines), err=True, color=color)
