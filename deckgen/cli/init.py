"""`deckgen init`."""

from pathlib import Path

import click

from deckgen.cli.help import command as documented
from deckgen.cli.language import language, text
from deckgen.cli.options import check_language
from deckgen.cli.printing import echo, say, styled
from deckgen.exchange.scaffold import REQUIREMENTS, create
from deckgen.exchange.scaffold.requirement import requirement, requirement_from
from deckgen.system.files import display_path


@documented(
    "init",
    """
    Make a new deck project in FOLDER, ready to build.

    Overwrites nothing.
    """,
    """
    deckgen init my-deck --language en
    """,
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--name", help="The deck's name in Anki; the folder's name by default.")
@click.option(
    "--language",
    "of_cards",
    metavar="CODE",
    callback=check_language,
    help="The language of the samples and labels; the one deckgen speaks by default.",
)
@click.option(
    "--source",
    metavar="ADDRESS@COMMIT",
    help="Which deckgen the project's workflow installs on GitHub: a repository's address with a commit or version; by "
    "default this one.",
)
def command(folder: Path, name: str | None, of_cards: str | None, source: str | None) -> int:
    installs = requirement_from(source) if source else requirement()
    files = create(folder, name or folder.resolve().name, of_cards or language(), installs)
    for path in files:
        echo(f"  {display_path(path)}")
    if not installs:
        say_no_source(folder)
    say("init.now", "Now:")
    if folder.resolve() != Path.cwd():  # in a line of its own: Windows PowerShell has no '&&'
        echo(styled(f'  cd "{folder}"' if " " in str(folder) else f"  cd {folder}", bold=True))
    echo(styled("  deckgen build --open", bold=True))
    say("init.then", "Anki then asks whether to import it.")
    return 0


def say_no_source(folder: Path) -> None:
    """Say that a project's workflow cannot install the deckgen that made it."""
    words = text(
        "init.no_source",
        "only for a deck on GitHub: write into {path} which deckgen its workflow installs, since this one came from a "
        "folder of this machine",
        path=display_path(folder / REQUIREMENTS),
    )
    echo(styled(words, fg="yellow"))
