"""`deckgen kinds`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from deckgen.cli.common import cards_argument, kinds_of
from deckgen.diagnostics import did_you_mean
from deckgen.model import Format
from deckgen.sources.schema import author_fields

if TYPE_CHECKING:
    from pathlib import Path

    from deckgen.model import Kind

_SHAPES = {
    Format.MARKDOWN: "Markdown",
    Format.STEPS: "list, numbered",
    Format.BULLETS: "list",
    Format.SOURCES: "list",
    Format.FLAG: "true/false",
}


@click.command("kinds")
@cards_argument
@click.option("--kind", "name", metavar="NAME", help="Show one kind, with an example to copy.")
def command(cards: Path, name: str | None) -> int:
    """List the kinds of cards and their fields: the built-in ones and those of CARDS."""
    kinds = kinds_of(cards)
    if name is not None:
        chosen = [kind for kind in kinds if name in {kind.name, kind.key}]
        if not chosen:
            raise click.UsageError(f"no kind '{name}'; {did_you_mean(name, [kind.name for kind in kinds])}")
        _show(chosen[0])
        click.echo(f"\n{click.style('Example', bold=True)}\n{chosen[0].example.rstrip()}")
        return 0
    for kind in kinds:
        _show(kind)
        click.echo()
    click.echo("Every card also has: id (required), category, tags, requires, ignore, guid, and followups (cards).")
    return 0


def _show(kind: Kind) -> None:
    cards = ", ".join(f"{card.name} (if {card.when})" if card.when else card.name for card in kind.cards)
    click.echo(f"{click.style(kind.name, bold=True, fg='green')}  begins with '{kind.key}:'  cards: {cards}")
    for spec in author_fields(kind):
        mark = "*" if spec.required else " "
        click.echo(f"  {mark} {spec.name:<15} {_SHAPES[spec.format]:<15} {kind.help.get(spec.name, '')}")
