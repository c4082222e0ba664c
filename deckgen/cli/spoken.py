"""Click's commands, with their help from `words/`: a command's stands there under its name, an option's beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from deckgen.cli.language import has_text, text

if TYPE_CHECKING:
    from collections.abc import Callable


class Spoken(click.Command):
    """A command whose help is looked up when it is shown, in the language that is spoken then."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does."""
        self.help = text(f"{self.name}.help")
        super().format_help_text(ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what its options do."""
        for parameter in self.get_params(ctx):
            if isinstance(parameter, click.Option):
                parameter.help = text(help_key(self, parameter))
        super().format_options(ctx, formatter)


def help_key(command: click.Command, option: click.Option) -> str:
    """Under which key an option's help stands: its command's own, or one that all commands share."""
    name = "help" if option.name == "_click_default_help" else option.name
    own = f"{command.name}.{name}" if name != "help" else ""
    return own if has_text(own) else f"options.{name}"


def command(name: str) -> Callable[[Callable[..., Any]], Spoken]:
    """As `click.command`, for a command whose texts stand in `words/`."""
    return click.command(name, cls=Spoken)
