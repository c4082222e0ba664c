"""`deckgen page`."""

from __future__ import annotations

from pathlib import Path

import click

from deckgen.cli.common import Progress, cards_argument, output_path, size_text
from deckgen.cli.compiling import loaded, stopped
from deckgen.cli.outputs import checked, holds
from deckgen.cli.printing import echo, styled
from deckgen.cli.spoken import command as spoken
from deckgen.model.diagnostics import has_errors, ordered
from deckgen.system.files import display_path, write_atomically
from deckgen.web.page import mark, render_page


@spoken("page")
@cards_argument
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--strict", is_flag=True)
def command(cards: Path, output: Path | None, *, strict: bool) -> int:
    """Write a deck as one HTML file."""
    with Progress() as progress:
        deck, diagnostics = loaded(cards, progress, strict=strict)
        text = ""
        if not has_errors(diagnostics):
            text, found = render_page(deck)
            diagnostics = ordered((*diagnostics, *found))
        if stopped(diagnostics, strict=strict):
            return 1
    path = checked(output, cards, "page", holds(mark(deck.config))) or output_path(cards, deck, ".html")
    data = text.encode()
    write_atomically(path, data)
    echo(f"{styled(display_path(path), fg='green')}  {size_text(len(data))}")
    return 0
