"""The command line: one module for each command, and what commands share. Nothing else prints."""

import os
import sys
from importlib import import_module
from keyword import iskeyword
from typing import NoReturn

import click

from deckgen._version import __version__
from deckgen.cli.errors import report_error
from deckgen.cli.help import DocumentedCommand, write_rows
from deckgen.cli.language import choose_language, language_first, speak, text
from deckgen.cli.options import no_such
from deckgen.messages.translations import LANGUAGES

GROUPS = {
    "write": (
        "Write cards",
        {
            "init": "Make a new deck project, ready to build.",
            "import": "Make a deck project of cards that exist: an Anki package, CrowdAnki's JSON, a table, Markdown.",
            "kinds": "List the kinds of cards and their fields.",
            "preview": "Show the deck in the browser, updated at every save.",
            "schema": "Write the JSON Schema that editors complete and check with.",
        },
    ),
    "look": (
        "Look at the deck",
        {
            "build": "Compile cards into an Anki package.",
            "page": "Write the deck as one HTML file to read, search, study and print.",
            "plan": "Say whether a deck can be learned by a date, and what to set in Anki.",
            "diff": "Compare two decks card by card, in words.",
        },
    ),
    "give": (
        "Give it to members",
        {
            "verify": "Rehearse an update in the real Anki and say what members see.",
            "release": "Write a package and release notes, and record what members have.",
            "site": "Write a released deck's own site: one address for members.",
        },
    ),
    "repair": (
        "Find and fix what is wrong",
        {
            "check": "Report everything that is wrong with the cards.",
            "rules": "List all rules, or explain one.",
            "merge": "Bring what a member corrected in Anki back into the cards.",
        },
    ),
}
"""Commands by what they are for, with a line on each, in the order in which an author meets them."""
COMMANDS = tuple(name for _, commands in GROUPS.values() for name in commands)
_OTHER_NAMES = {
    "init": "new create start setup",
    "import": "add convert migrate csv",
    "kinds": "types fields templates",
    "preview": "serve server watch show view live",
    "page": "html print web",
    "plan": "schedule forecast simulate",
    "diff": "compare changes status",
    "build": "export compile make package apkg push open run",
    "verify": "rehearse test dry-run",
    "release": "publish tag ledger repair version",
    "site": "website pages deploy host",
    "check": "lint validate fix format",
    "rules": "explain why warnings",
    "merge": "apply pull corrections sync",
    "schema": "json-schema vscode",
}
"""What people type for a command, by what it does."""


class _LazyGroup(click.Group, DocumentedCommand):
    """The commands, each loaded when it is called, so that `--help` and completion are quick."""

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
        command: click.Command = import_module(f"deckgen.cli.{module}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise no_such(args[0], _meant(args[0].lower()), COMMANDS)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        for key, (title, commands) in GROUPS.items():
            with formatter.section(text(f"deckgen.group_{key}", title)):
                write_rows(formatter, [(name, text(f"{name}.short", short)) for name, short in commands.items()])


def _meant(word: str) -> str:
    """The command that a word means or is near to; empty for none."""
    from difflib import get_close_matches

    names = {other: name for name, others in _OTHER_NAMES.items() for other in (name, *others.split())}
    return names.get(word, "") or next((names[near] for near in get_close_matches(word, names, n=1, cutoff=0.6)), "")


def _speak(ctx: click.Context, _: click.Parameter, code: str | None) -> None:
    """Choose the language; `--help`, which is looked at first, speaks what `main` chose."""
    del ctx
    speak(code or choose_language(sys.argv[1:]))


@click.group("deckgen", cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    is_eager=True,
    expose_value=False,
    callback=_speak,
    help="The language of messages: en or ko.",
)
@click.version_option(
    __version__, prog_name="deckgen", message="%(prog)s %(version)s", help="Show the version and exit."
)
def group() -> None:
    """Compile plain-text cards into an Anki deck whose updates are safe to import.

    Without an argument, commands work on the deck of this folder, or of the nearest folder above it.
    """


def main() -> NoReturn:
    """Run deckgen and exit: 0 clean, 1 errors, 2 wrong usage, 3 a bug, 130 Ctrl-C."""
    # where no error can be raised, Python prints it: Ctrl-C in a destructor, mostly
    sys.unraisablehook = lambda _: None
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    color = False if plain else None  # None: where the stream is a terminal
    speak(choose_language(sys.argv[1:]))
    try:
        code = group.main(prog_name="deckgen", standalone_mode=False, color=color)
    except SystemExit:
        raise
    except BaseException as error:  # noqa: BLE001 - the last handler: no traceback reaches a user, nor a panic of Rust's
        code = report_error(error, color)
    sys.exit(code if isinstance(code, int) else 0)
