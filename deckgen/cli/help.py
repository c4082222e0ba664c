"""Click's commands, with help in the language of the run: what a command is for, its options, an example.

English is at each command; Korean in `messages/ko.json`, under `cli.COMMAND.help`, `cli.COMMAND.examples` and
`cli.COMMAND.OPTION`, or `cli.options.OPTION` for options that several commands share.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from inspect import cleandoc
from typing import Any

import click

from deckgen.cli.language import text


class DocumentedCommand(click.Command):
    """A command whose help is translated when it is shown."""

    help: str
    examples: str

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command is for."""
        english = self.help
        try:
            self.help = text(f"{self.name}.help", english)
            super().format_help_text(ctx, formatter)
        finally:
            self.help = english

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then an example."""
        with translated_options(self, ctx):
            super().format_options(ctx, formatter)
        with formatter.section(text("deckgen.examples", "Example")):
            examples = text(f"{self.name}.examples", self.examples).splitlines()
            formatter.write("".join(f"  {line}\n" for line in examples))


@contextmanager
def translated_options(command: click.Command, ctx: click.Context) -> Iterator[None]:
    """Options have their help in the language of the run meanwhile."""
    options = [parameter for parameter in command.get_params(ctx) if isinstance(parameter, click.Option)]
    english = [option.help or "" for option in options]
    try:
        for option, words in zip(options, english, strict=True):
            option.help = text(option_key(command, option), words)
        yield
    finally:
        for option, words in zip(options, english, strict=True):
            option.help = words


_SHARED = {"_click_default_help": "help", "strict": "strict", "form": "form"}
"""Options of several commands → what they are called in `cli.options`."""


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
