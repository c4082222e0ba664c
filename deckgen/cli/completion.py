"""`deckgen completion`."""

import click
from click.shell_completion import get_completion_class

from deckgen.cli.help import command as documented
from deckgen.cli.printing import echo


@documented(
    "completion",
    """
    Print the script that completes deckgen's commands in SHELL.

    Load it when the shell starts, for example in ~/.bashrc: eval "$(deckgen completion bash)"
    """,
    """
    eval "$(deckgen completion bash)"
    """,
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> int:
    from deckgen.cli import group

    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - click knows every shell above
    echo(kind(group, {}, "deckgen", "_DECKGEN_COMPLETE").source())
    return 0
