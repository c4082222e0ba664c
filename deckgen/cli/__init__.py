"""The command line. Commands load when they are called, so that `--help` and completion are quick."""

from __future__ import annotations

import gc
import os
import sys
from gettext import gettext
from importlib import import_module
from keyword import iskeyword
from typing import TYPE_CHECKING

import click

from deckgen._version import __version__
from deckgen.cli.language import chosen, lang_option, language_first, speak, text
from deckgen.cli.last_handler import told
from deckgen.cli.spoken import help_key
from deckgen.messages.catalogue import LANGUAGES

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
    "verify",
    "kinds",
    "rules",
    "schema",
    "completion",
)
"""Each command, in the order in which an author meets it."""


class _LazyGroup(click.Group):
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, language_first(args))

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
            from difflib import get_close_matches

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


def main() -> NoReturn:
    """Run deckgen and exit: 0 clean, 1 errors, 2 wrong usage, 3 a bug, 130 Ctrl-C."""
    # where no error can be raised, Python prints it: Ctrl-C in a destructor, mostly
    sys.unraisablehook = lambda _: None
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    colour = False if plain else None  # None: where the stream is a terminal
    words = sys.argv[1:]
    speak(chosen(lang_option(words), words))
    try:
        code = group.main(prog_name="deckgen", standalone_mode=False, color=colour)
    except SystemExit:
        raise
    except BaseException as error:  # noqa: BLE001 - the last handler: no traceback reaches a user, nor a panic of Rust's
        code = told(error, colour)
    gc.freeze()  # else Python searches the whole deck for garbage before it exits
    sys.exit(code if isinstance(code, int) else 0)
