"""The command line. Commands load when they are called, so that `--help` and completion are quick."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from difflib import get_close_matches
from gettext import gettext
from importlib import import_module
from keyword import iskeyword
from traceback import clear_frames
from typing import TYPE_CHECKING

import click

from deckgen._version import __version__
from deckgen.catalogue import LANGUAGES
from deckgen.cli.language import chosen, language, speak, text
from deckgen.cli.spoken import help_key
from deckgen.diagnostics import DeckgenError
from deckgen.files import display_path, written

if TYPE_CHECKING:
    from typing import NoReturn

COMMANDS = (
    "init",
    "import",
    "build",
    "check",
    "preview",
    "page",
    "plan",
    "diff",
    "merge",
    "release",
    "site",
    "ledger",
    "verify",
    "push",
    "kinds",
    "rules",
    "explain",
    "schema",
    "completion",
)
"""Each command, in the order in which an author meets it."""

INTERRUPTED = 130


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command = getattr(import_module(f"deckgen.cli.{module}"), "command")  # noqa: B009 - typed below
        assert isinstance(command, click.Command)  # noqa: S101 - for the type checker
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = get_close_matches(args[0].lower(), COMMANDS, n=1, cutoff=0.6)
            case = "near" if near else "known"
            ctx.fail(text(f"deckgen.no_command_{case}", name=args[0], words=", ".join(near or COMMANDS)))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section(gettext("Commands")):
            formatter.write_dl([(name, text(f"{name}.short")) for name in COMMANDS])

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.help = text("deckgen.help")
        super().format_help_text(ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for parameter in self.get_params(ctx):
            if isinstance(parameter, click.Option):
                parameter.help = text(help_key(self, parameter))
        super().format_options(ctx, formatter)


def _speak(ctx: click.Context, _: click.Parameter, code: str | None) -> None:
    """Choose the language; `--help`, which is looked at first, speaks what `main` chose."""
    del ctx
    speak(chosen(code, sys.argv[1:]))


@click.group("deckgen", cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--lang", type=click.Choice(LANGUAGES), is_eager=True, expose_value=False, callback=_speak)
@click.version_option(__version__, prog_name="deckgen", message="%(prog)s %(version)s")
def group() -> None:
    """Compile plain-text cards into an Anki deck whose updates are safe to import."""


def interrupted_words() -> str:
    """What an interrupted command had written, in words."""
    names = ", ".join([f"'{display_path(path)}'" for path in written()])
    if not names:
        return text("deckgen.interrupted")
    return text("deckgen.interrupted_after", names=names)


def main() -> NoReturn:
    """Run deckgen and exit: 0 clean, 1 errors, 2 wrong usage, 3 a bug, 130 Ctrl-C."""
    sys.unraisablehook = lambda _: (
        None
    )  # where no error can be raised, Python prints it: Ctrl-C in a destructor, mostly
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    colour = False if plain else None  # None: where the stream is a terminal
    words = sys.argv[1:]
    speak(chosen(words[words.index("--lang") + 1] if "--lang" in words[:-1] else None, words))
    try:
        code = group.main(prog_name="deckgen", standalone_mode=False, color=colour)
    except SystemExit:
        raise
    except BaseException as error:  # noqa: BLE001 - the last handler: no traceback reaches a user, nor a panic of Rust's
        code = _told(error, colour)
    gc.freeze()  # else Python searches the whole deck for garbage before it exits
    sys.exit(code if isinstance(code, int) else 0)


def _told(error: BaseException, colour: bool | None) -> int:  # noqa: FBT001 - as click has it
    """Tell the user of what ended a command.

    Returns:
        The exit code.
    """
    if isinstance(error, click.Abort) or _holds(error, KeyboardInterrupt):
        click.echo(f"\n{interrupted_words()}", err=True)
        return INTERRUPTED
    if _holds(error, MemoryError):
        clear_frames(error.__traceback__)  # they hold all that filled the memory
        _say(text("deckgen.no_memory"), text("deckgen.no_memory_hint"), colour)
        return 1
    code = 1
    match error:
        case click.ClickException():
            error.show()
            code = error.exit_code
        case DeckgenError():
            _say(*error.said(language()), colour)
        case BrokenPipeError():
            sys.stderr.close()
        case OSError():  # the disk, where nothing nearer to it knew what to say
            name = f"'{error.filename}': " if error.filename else ""
            _say(f"{name}{error.strerror or error}", "", colour)
        case _:
            from deckgen.cli.last_handler import BUG, described  # noqa: PLC0415 - only on the way out

            _say(*described(error), colour)
            code = BUG
    return code


def _say(message: str, hint: str, colour: bool | None) -> None:  # noqa: FBT001 - as click has it
    """Print an error, as far as there is where to."""
    lines = [f"{click.style(text('deckgen.error'), fg='red', bold=True)}: {message}"]
    lines += [f"  {text('deckgen.hint')}: {hint}"] if hint else []
    with suppress(OSError):
        click.echo("\n".join(lines), err=True, color=colour)


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
