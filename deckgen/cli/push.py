"""`deckgen push`."""

from __future__ import annotations

from pathlib import Path

import click

from deckgen.anki.connect import DEFAULT_URL, push
from deckgen.cli.language import text
from deckgen.cli.printing import echo, styled
from deckgen.cli.spoken import command as spoken
from deckgen.sources.discovery import named_cards_folder, nearest_cards_folder
from deckgen.system.files import display_path


@spoken("push")
@click.argument("source", metavar="[CARDS|FILE]", type=click.Path(path_type=Path), required=False)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--url", default=DEFAULT_URL, show_default=True)
@click.option("--key", default="", envvar="ANKICONNECT_KEY", show_envvar=True)
def command(source: Path | None, output: Path | None, url: str, key: str) -> int:
    """Send a deck, or a package, to the Anki that runs on this machine."""
    if source is not None and source.is_file():
        package = source
    else:
        from deckgen.cli.build import build_package  # noqa: PLC0415 - a ready package needs no compiler

        cards = nearest_cards_folder() if source is None else named_cards_folder(source)
        built = build_package(cards, output)
        if built is None:
            return 1
        package = built
    push(package, url, key)
    echo(f"{styled('✓', fg='green')} {text('push.imported', path=display_path(package))}")
    return 0
