"""`deckgen init`."""

from pathlib import Path

import click

from deckgen.cli.help import command as documented
from deckgen.cli.language import language, text
from deckgen.cli.options import check_language
from deckgen.cli.printing import echo, styled
from deckgen.exchange.scaffold import REQUIREMENTS, create
from deckgen.exchange.scaffold.requirement import requirement, requirement_from
from deckgen.system.files import display_path


@documented("init")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--name")
@click.option("--language", "of_cards", metavar="CODE", callback=check_language)
@click.option("--source", metavar="ADDRESS@COMMIT")
def command(folder: Path, name: str | None, of_cards: str | None, source: str | None) -> int:
    """Make a new deck project in a folder, ready to build."""
    installs = requirement_from(source) if source else requirement()
    files = create(folder, name or folder.resolve().name, of_cards or language(), installs)
    for path in files:
        echo(f"  {display_path(path)}")
    if not installs:
        echo(styled(text("init.no_source", path=display_path(folder / REQUIREMENTS)), fg="yellow"))
    echo(text("init.now"))
    if folder.resolve() != Path.cwd():  # in a line of its own: Windows PowerShell has no '&&'
        echo(styled(f'  cd "{folder}"' if " " in str(folder) else f"  cd {folder}", bold=True))
    echo(styled("  deckgen build --open", bold=True))
    echo(text("init.then"))
    return 0
