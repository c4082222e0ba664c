"""`deckgen schema`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from deckgen.cli.common import cards_argument, kinds_of
from deckgen.files import display_path, write_atomically
from deckgen.kinds.editor_schema import cards_schema, deck_schema


@click.command("schema")
@cards_argument
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file instead.")
@click.option("--deck", is_flag=True, help="The schema of deck.yaml instead of card files.")
def command(cards: Path, output: Path | None, *, deck: bool) -> int:
    """Write the JSON Schema of card files, with the kinds of CARDS.

    VS Code's YAML extension completes and checks with it: name it in a file's first line,
    '# yaml-language-server: $schema=PATH', or in the setting yaml.schemas.
    """
    kinds = kinds_of(cards)
    text = json.dumps(deck_schema() if deck else cards_schema(kinds), ensure_ascii=False, indent=2) + "\n"
    if output is None:
        click.echo(text, nl=False)
    else:
        write_atomically(output, text.encode())
        click.echo(f"wrote {display_path(output)}")
    return 0
