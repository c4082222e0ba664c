"""Click's commands, with help in the language of the run: what a command is for, its options, an example.

English is at each command; Korean in `messages/ko.json`, under `cli.COMMAND.help`, `cli.COMMAND.examples` and
`cli.COMMAND.OPTION`, or `cli.options.OPTION` for options that several commands share.
"""

from collections.abc import Callable, Sequence
from gettext import gettext
from inspect import cleandoc
from typing import Any

import click

from deckgen.cli.language import text
from deckgen.cli.printing import wrapped

_SHARED = {"_click_default_help": "help", "form": "form"}
"""Options of several commands → what they are called in `cli.options`."""


class DocumentedCommand(click.Command):
    """A command whose help is translated when it is shown."""

    examples = ""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command is for."""
        del ctx
        for paragraph in text(f"{self.name}.help", cleandoc(self.help or "")).split("\n\n"):
            lines = wrapped(" ".join(paragraph.split()), formatter.width - 2)
            from textwrap import indent  # of all commands, only --help needs it

            formatter.write(f"\n{indent(lines, '  ')}\n")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then an example."""
        from copy import copy  # of all commands, only --help needs it

        options = [copy(each) for each in self.get_params(ctx) if isinstance(each, click.Option)]
        for option in options:
            option.help = text(option_key(self, option), option.help or "")
        with formatter.section(gettext("Options")):
            write_rows(formatter, [record for option in options if (record := option.get_help_record(ctx))])
        if self.examples:
            with formatter.section(text("deckgen.examples", "Example")):
                for line in text(f"{self.name}.examples", self.examples).splitlines():
                    formatter.write(f"  {line}\n")


def write_rows(formatter: click.HelpFormatter, rows: Sequence[tuple[str, str]]) -> None:
    """As click's `write_dl`, broken where the terminal ends: a Korean character takes two columns."""
    room = formatter.width - 4 - min(30, max(len(name) for name, _ in rows))
    formatter.write_dl([(name, f"\b\n{wrapped(words, room)}") for name, words in rows])


def option_key(command: click.Command, option: click.Option) -> str:
    """The key of an option's help: its command's own, or one that commands share."""
    name = option.name or ""
    shared = name in _SHARED or isinstance(command, click.Group)
    return f"options.{_SHARED.get(name, name)}" if shared else f"{command.name}.{name}"


def command(name: str, help_text: str, examples: str) -> Callable[[Callable[..., Any]], DocumentedCommand]:
    """As `click.command`, with help and examples."""

    def decorate(function: Callable[..., Any]) -> DocumentedCommand:
        made = click.command(name, cls=DocumentedCommand, help=cleandoc(help_text))(function)
        made.examples = cleandoc(examples)
        return made

    return decorate
