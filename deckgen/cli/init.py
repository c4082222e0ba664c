"""`deckgen init`."""

from pathlib import Path

import click

from deckgen.cli.help import command as documented
from deckgen.cli.language import language, text
from deckgen.cli.printing import echo, styled
from deckgen.exchange.scaffold import LANGUAGES, WORKFLOW, create
from deckgen.system.files import display_path


@documented("init")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--name")
@click.option("--language", "of_cards", type=click.Choice(LANGUAGES))
def command(folder: Path, name: str | None, of_cards: str | None) -> int:
    """Make a new deck project in a folder, ready to build."""
    files = create(folder, name or folder.resolve().name, of_cards or language())
    for path in files:
        echo(f"  {display_path(path)}")
    if not any(path.match(WORKFLOW) for path in files):
        echo(text("init.no_workflow"))
    echo(text("init.now"))
    if folder.resolve() != Path.cwd():  # in a line of its own: Windows PowerShell has no '&&'
        echo(styled(f'  cd "{folder}"' if " " in str(folder) else f"  cd {folder}", bold=True))
    echo(styled("  deckgen build", bold=True))
    echo(text("init.then"))
    return 0
