"""`deckgen completion`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> int:
    """Print the script that completes deckgen's commands in SHELL.

    Load it at the shell's start, for example in ~/.bashrc: eval "$(deckgen completion bash)"
    """
    from deckgen.cli import group  # noqa: PLC0415 - the group imports this module

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"no completion for {shell}")
    click.echo(kind(group, {}, "deckgen", "_DECKGEN_COMPLETE").source())
    return 0
