"""`deckgen schema`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from deckgen.cli.common import cards_argument, kinds_of
from deckgen.cli.language import language, text
from deckgen.cli.outputs import checked, holds
from deckgen.cli.printing import echo, echo_json_text
from deckgen.cli.spoken import command as spoken
from deckgen.kinds.editor_schema import cards_schema, deck_schema
from deckgen.system.files import display_path, write_atomically


@spoken("schema")
@cards_argument
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--deck", is_flag=True)
def command(cards: Path, output: Path | None, *, deck: bool) -> int:
    """Write the JSON Schema of card files, or of deck.yaml."""
    kinds = kinds_of(cards)
    schema = (
        json.dumps(deck_schema(language()) if deck else cards_schema(kinds, language()), ensure_ascii=False, indent=2)
        + "\n"
    )
    if output is None:
        echo_json_text(schema, nl=False)
    else:
        beginning = "".join(schema.splitlines(keepends=True)[:3])  # which schema it is
        checked(output, cards, "schema", holds(beginning))
        write_atomically(output, schema.encode())
        echo(text("schema.wrote", path=display_path(output)))
    return 0
