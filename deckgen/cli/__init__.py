"""The command line: one module for each command, and what commands share. Nothing else prints."""

import os
import sys
from importlib import import_module
from keyword import iskeyword
from typing import NoReturn

import click

from deckgen._version import __version__
from deckgen.cli.errors import report_error
from deckgen.cli.help import fill_option_help
from deckgen.cli.language import choose_language, lang_option, language_first, speak, text
from deckgen.messages.translations import LANGUAGES

GROUPS = {
    "write": ("init", "import", "kinds", "preview"),
    "look": ("build", "page", "plan", "diff"),
    "give": ("verify", "release", "site"),
    "repair": ("check", "rules", "merge"),
    "setup": ("schema", "completion"),
}
"""Commands by what they are for, in the order in which an author meets them."""
COMMANDS = tuple(name for names in GROUPS.values() for name in names)
_OTHER_NAMES = {
    "init": ("new", "create", "start", "setup"),
    "import": ("add", "convert", "migrate", "csv"),
    "kinds": ("types", "fields", "templates"),
    "preview": ("serve", "server", "watch", "show", "view", "live"),
    "page": ("html", "print", "web"),
    "plan": ("schedule", "forecast", "simulate"),
    "diff": ("compare", "changes", "status"),
    "build": ("export", "compile", "make", "package", "apkg", "push", "open", "run"),
    "verify": ("rehearse", "test", "dry-run"),
    "release": ("publish", "tag", "ledger", "repair", "version"),
    "site": ("website", "pages", "deploy", "host"),
    "check": ("lint", "validate", "fix", "format"),
    "rules": ("explain", "why", "warnings"),
    "merge": ("apply", "pull", "corrections", "sync"),
    "schema": ("json-schema", "vscode"),
    "completion": ("complete", "bash", "zsh", "fish"),
}
"""What people type for a command, by what it does."""


class _LazyGroup(click.Group):
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
            near = _meant(args[0].lower())
            case = "near" if near else "known"
            ctx.fail(text(f"deckgen.no_command_{case}", name=args[0], words=near or ", ".join(COMMANDS)))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        for group_name, names in GROUPS.items():
            with formatter.section(text(f"deckgen.group_{group_name}")):
                formatter.write_dl([(name, text(f"{name}.short")) for name in names])

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.help = text("deckgen.help")
        super().format_help_text(ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        fill_option_help(self, ctx)
        super().format_options(ctx, formatter)


def _meant(word: str) -> str:
    """The command that a word means or is near to; empty for none."""
    from difflib import get_close_matches

    names = {other: name for name, others in _OTHER_NAMES.items() for other in others} | {n: n for n in COMMANDS}
    return names.get(word, "") or next((names[near] for near in get_close_matches(word, names, n=1, cutoff=0.6)), "")


def _speak(ctx: click.Context, _: click.Parameter, code: str | None) -> None:
    """Choose the language; `--help`, which is looked at first, speaks what `main` chose."""
    del ctx
    speak(choose_language(code, sys.argv[1:]))


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
    color = False if plain else None  # None: where the stream is a terminal
    words = sys.argv[1:]
    speak(choose_language(lang_option(words), words))
    try:
        code = group.main(prog_name="deckgen", standalone_mode=False, color=color)
    except SystemExit:
        raise
    except BaseException as error:  # noqa: BLE001 - the last handler: no traceback reaches a user, nor a panic of Rust's
        code = report_error(error, color)
    sys.exit(code if isinstance(code, int) else 0)
