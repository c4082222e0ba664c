"""`deckgen schema`."""

import json
from pathlib import Path

import click

from deckgen.cli.help import command as documented
from deckgen.cli.kinds import usable_kinds
from deckgen.cli.language import language, text
from deckgen.cli.options import cards_argument, check_output, contains, output_option
from deckgen.cli.printing import echo, echo_json_text
from deckgen.kinds.editor_schema import cards_schema, deck_schema
from deckgen.messages.translations import LANGUAGES
from deckgen.system.files import display_path, write_atomically


@documented("schema")
@cards_argument
@output_option
@click.option("--deck", is_flag=True)
def command(cards: Path, output: Path | None, *, deck: bool) -> int:
    """Write the JSON Schema of card files, or of deck.yaml."""
    kinds = usable_kinds(cards)

    def written(code: str) -> str:
        schema = deck_schema(code) if deck else cards_schema(kinds, code)
        return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"

    schema = written(language())
    if output is None:
        echo_json_text(schema, nl=False)
    else:
        # which schema it is, in whatever language it was written before
        beginnings = ["".join(written(code).splitlines(keepends=True)[:3]) for code in LANGUAGES]
        check_output(output, cards, contains(*beginnings))
        write_atomically(output, schema.encode())
        echo(text("schema.wrote", path=display_path(output)))
    return 0
