"""The command line. Commands load when they are called, so that `--help` and completion are quick."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from keyword import iskeyword
from typing import TYPE_CHECKING

import click

from deckgen._version import __version__
from deckgen.diagnostics import DeckgenError
from deckgen.files import WRITTEN, display_path

if TYPE_CHECKING:
    from typing import NoReturn

COMMANDS = {
    "init": "Make a new deck project, ready to build.",
    "import": "Make a deck project of cards that exist: a table, Markdown, a transcript.",
    "build": "Compile cards into an Anki package.",
    "check": "Report everything that is wrong with the cards.",
    "preview": "Show the deck in the browser, anew at every save.",
    "page": "Write the deck as one HTML file to read, search, study and print.",
    "plan": "Say whether a deck will fit before a day, and what to set in Anki.",
    "diff": "Compare two decks card by card, in words.",
    "release": "Write a package and release notes, and record what members have.",
    "verify": "Rehearse an update in the real Anki and say what members see.",
    "push": "Send the deck to the Anki that is running.",
    "kinds": "List the kinds of cards and their fields.",
    "schema": "Write the JSON Schema that editors complete and check with.",
    "completion": "Print the script that completes deckgen's commands in a shell.",
}
"""Each command, in the order in which an author meets it, with its first line of help."""

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
            from deckgen.diagnostics import did_you_mean  # noqa: PLC0415 - only on the way to an error

            ctx.fail(f"No such command '{args[0]}'; {did_you_mean(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="deckgen", message="%(prog)s %(version)s")
def group() -> None:
    """Compile plain-text cards into an Anki deck whose updates are safe to import.

    Without an argument, commands work on the folder 'cards' here.
    """


def _written() -> str:
    """What an interrupted command had written, in words."""
    if not WRITTEN:
        return "nothing was changed"
    names = ", ".join([f"'{display_path(path)}'" for path in WRITTEN])
    return f"{names} had been written, and nothing else"


def main() -> NoReturn:
    """Run deckgen and exit: 0 clean, 1 errors, 2 wrong usage, 3 a bug, 130 Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    colour = False if plain else None  # None: where the stream is a terminal
    try:
        code = group.main(prog_name="deckgen", standalone_mode=False, color=colour)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo(f"\ninterrupted: {_written()}", err=True)
        code = INTERRUPTED
    except DeckgenError as error:
        click.echo(f"{click.style('error', fg='red', bold=True)}: {error.message}", err=True, color=colour)
        if error.hint:
            click.echo(f"  hint: {error.hint}", err=True)
        code = 1
    except BrokenPipeError:
        sys.stderr.close()
        code = 1
    except OSError as error:  # the disk, where nothing nearer to it knew what to say
        name = f"'{error.filename}': " if error.filename else ""
        click.echo(f"{click.style('error', fg='red', bold=True)}: {name}{error.strerror}", err=True, color=colour)
        code = 1
    except Exception as error:  # noqa: BLE001 - the last handler: no traceback reaches a user
        from deckgen.cli.last_handler import report_bug  # noqa: PLC0415 - only on the way out

        code = report_bug(error)
    gc.freeze()  # else Python searches the whole deck for garbage before it exits
    sys.exit(code if isinstance(code, int) else 0)
