"""`deckgen kinds`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckgen.cli.common import choose_cards, kinds_read, padded, refuse_broken
from deckgen.cli.language import language, text
from deckgen.cli.printing import echo, styled
from deckgen.cli.spoken import command as spoken
from deckgen.kinds import folder_of, load_kinds
from deckgen.kinds.words import example_of, field_help
from deckgen.sources.discovery import nearest_cards_folder
from deckgen.sources.field_names import near_field
from deckgen.sources.schema import author_fields
from deckgen.system.files import display_path

if TYPE_CHECKING:
    from deckgen.model import Kind


def _completions(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    kinds, _problems = load_kinds(ctx.params.get("cards") or nearest_cards_folder())
    return [kind.name for kind in kinds if kind.name.startswith(incomplete)]


@spoken("kinds")
@click.argument("name", metavar="[KIND]", required=False, shell_complete=_completions)
@click.option("--cards", metavar="FOLDER", type=click.Path(path_type=Path, file_okay=False), callback=choose_cards)
def command(cards: Path, name: str | None) -> int:
    """List the kinds of cards and their fields."""
    every, diagnostics = kinds_read(cards)
    kinds = [kind for kind in every if not kind.broken]
    if name is not None:
        chosen = [kind for kind in kinds if name in {kind.name, kind.key}]
        if not chosen:
            refuse_broken(diagnostics)
            case, said = near_field(name, [kind.name for kind in kinds])
            raise click.UsageError(text(f"kinds.no_kind_{case}", name=name, **said))
        _show(chosen[0])
        echo(text("kinds.files", folder=display_path(folder_of(chosen[0], cards))))
        echo(f"\n{styled(text('kinds.example'), bold=True)}\n{example_of(chosen[0], language()).rstrip()}")
        return 0
    for kind in kinds:
        _show(kind)
        echo()
    echo(text("kinds.every"))
    refuse_broken(diagnostics)
    return 0


def _show(kind: Kind) -> None:
    cards = [text("kinds.when", card=card.name, field=card.when) if card.when else card.name for card in kind.cards]
    name = styled(kind.name, bold=True, fg="green")
    echo(f"{name}  {text('kinds.begins', key=kind.key)}  {text('kinds.of_cards', cards=', '.join(cards))}")
    for spec in author_fields(kind):
        mark = "*" if spec.required else " "
        form, told = padded(text(f"kinds.{spec.format.value}"), 15), field_help(kind, spec.name, language())
        echo(f"  {mark} {spec.name:<15} {form} {told}")
