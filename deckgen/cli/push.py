"""`deckgen push`."""

from __future__ import annotations

from pathlib import Path

import click

from deckgen.anki.connect import DEFAULT_URL, push
from deckgen.files import display_path


@click.command("push")
@click.argument(
    "source", metavar="[CARDS|FILE]", type=click.Path(path_type=Path), default=Path("cards"), required=False
)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="The package to write first.")
@click.option("--url", default=DEFAULT_URL, show_default=True, help="Where AnkiConnect listens.")
@click.option("--key", default="", envvar="ANKICONNECT_KEY", show_envvar=True, help="AnkiConnect's apiKey.")
def command(source: Path, output: Path | None, url: str, key: str) -> int:
    """Send the deck to the Anki that runs on this machine.

    Builds CARDS first, or takes FILE, an .apkg, as it is. Anki needs the add-on AnkiConnect (2055492159).

    Your reviews stay. What you wrote in Anki stays on notes that did not change since the last 'deckgen release'.
    """
    if source.is_file():
        package = source
    else:
        from deckgen.cli.build import build_package  # noqa: PLC0415 - a ready package needs no compiler

        built = build_package(source, output)
        if built is None:
            return 1
        package = built
    push(package, url, key)
    click.echo(f"{click.style('✓', fg='green')} Anki imported {display_path(package)}")
    return 0
