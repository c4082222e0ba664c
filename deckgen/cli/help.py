"""Click's commands, with help in the language of the run: what a command is for, its options, an example.

The texts are in `words/`: `COMMAND.help`, `COMMAND.examples` and one for each option; `options.NAME` for those that
commands share.
"""

from collections.abc import Callable
from typing import Any

import click

from deckgen.cli.language import has_text, text


class DocumentedCommand(click.Command):
    """A command whose help is looked up when it is shown."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command is for."""
        self.help = text(f"{self.name}.help")
        super().format_help_text(ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then an example."""
        fill_option_help(self, ctx)
        super().format_options(ctx, formatter)
        with formatter.section(text("deckgen.examples")):
            formatter.write("".join(f"  {line}\n" for line in text(f"{self.name}.examples").splitlines()))


def fill_option_help(command: click.Command, ctx: click.Context) -> None:
    """Give each option of a command its help."""
    for parameter in command.get_params(ctx):
        if isinstance(parameter, click.Option):
            parameter.help = text(help_key(command, parameter))


def help_key(command: click.Command, option: click.Option) -> str:
    """The key of an option's help: its command's own, or one that all commands share."""
    name = "help" if option.name == "_click_default_help" else option.name
    own = f"{command.name}.{name}" if name != "help" else ""
    return own if has_text(own) else f"options.{name}"


def command(name: str) -> Callable[[Callable[..., Any]], DocumentedCommand]:
    """As `click.command`, for a command with texts in `words/`."""
    return click.command(name, cls=DocumentedCommand)
