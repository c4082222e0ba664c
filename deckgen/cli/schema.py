"""`deckgen schema`."""

import json
from pathlib import Path

import click

from deckgen.cli.help import command as documented
from deckgen.cli.kinds import refuse_broken
from deckgen.cli.language import language
from deckgen.cli.options import cards_argument, check_output, output_option
from deckgen.cli.printing import echo_json_text, say
from deckgen.kinds import load_kinds
from deckgen.kinds.editor_schema import cards_schema, deck_schema
from deckgen.system.files import display_path, write_atomically


@documented(
    "schema",
    """
    Write the JSON Schema of card files, with the kinds of CARDS.

    VS Code's YAML extension completes and checks with it: name it in a file's first line, '# yaml-language-server:
    $schema=PATH', or in the setting yaml.schemas.
    """,
    """
    deckgen schema -o .vscode/deckgen.schema.json
    """,
)
@cards_argument
@output_option("The file to write, instead of the terminal.")
@click.option("--deck", is_flag=True, help="The schema of deck.yaml instead of card files.")
def command(cards: Path, output: Path | None, *, deck: bool) -> int:
    named = check_output(output, cards, ".json")
    kinds, diagnostics = load_kinds(cards)
    refuse_broken(diagnostics)
    schema = deck_schema(language()) if deck else cards_schema(kinds, language())
    shown = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
    if named is None:
        echo_json_text(shown, nl=False)
    else:
        write_atomically(named, shown.encode())
        say("schema.wrote", "wrote {path}", path=display_path(named))
    return 0
