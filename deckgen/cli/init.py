"""`deckgen init`."""

from __future__ import annotations

import locale
import os
from pathlib import Path

import click

from deckgen.files import display_path
from deckgen.scaffold import LANGUAGES, create


def _guess_language() -> str:
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    spoken = spoken or locale.getlocale()[0] or ""  # Windows sets none of them, and says 'Korean_Korea'
    return "ko" if spoken.lower().startswith("ko") else "en"


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--name", help="The deck's name in Anki; the folder's name by default.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Of samples and labels; your system's by default.")
def command(folder: Path, name: str | None, language: str | None) -> int:
    """Make a new deck project in FOLDER, ready to build.

    Overwrites nothing.
    """
    language = language or _guess_language()
    files = create(folder, name or folder.resolve().name, language)
    for path in files:
        click.echo(f"  {display_path(path)}")
    click.echo("Now:")
    if folder.resolve() != Path.cwd():  # in a line of its own: Windows PowerShell has no '&&'
        click.secho(f'  cd "{folder}"' if " " in str(folder) else f"  cd {folder}", bold=True)
    click.secho("  deckgen build", bold=True)
    click.echo("Then import the .apkg in output/ into Anki.")
    return 0
