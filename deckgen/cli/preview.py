"""`deckgen preview`."""

from __future__ import annotations

import sys
import threading
import webbrowser
from typing import TYPE_CHECKING

import click

from deckgen.cli.common import cards_argument, count_line, show
from deckgen.cli.last_handler import described
from deckgen.preview import Preview, Watcher, open_server
from deckgen.sources.card_files import find_card_files

if TYPE_CHECKING:
    from pathlib import Path

    from deckgen.preview import Round

_MOST_SHOWN = 10
"""Problems that a round prints: one typed letter can cause a hundred."""


@click.command("preview")
@cards_argument
@click.option("--port", type=click.IntRange(0, 65535), help="The port; a free one from 8420 on by default.")
@click.option("--open/--no-open", "open_", default=None, help="Open the browser; by default where this is a terminal.")
def command(cards: Path, port: int | None, *, open_: bool | None) -> int:
    """Show CARDS in the browser and show them anew at every save, until Ctrl-C.

    The page stays where it was: the card, its side, the filters. Errors are shown in it, at their line.
    """
    find_card_files(cards)
    watcher, preview = Watcher(cards), Preview(cards, lambda error: "; ".join(described(error)))
    with open_server(preview, port) as server:
        _report(preview.rebuild())
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        serving.start()
        click.echo(f"{click.style(server.address, fg='green', bold=True)}  saves show at once; Ctrl-C ends")
        if sys.stdout.isatty() if open_ is None else open_:
            webbrowser.open(server.address)
        try:
            for _ in watcher.changes():
                _report(preview.rebuild())
        finally:
            preview.close()
            server.shutdown()
    return 0


def _report(seen: Round) -> None:
    show(seen.diagnostics[:_MOST_SHOWN])
    if len(seen.diagnostics) > _MOST_SHOWN:
        click.echo(f"… and {len(seen.diagnostics) - _MOST_SHOWN} more", err=True)
    click.echo(
        f"{'shown' if seen.changed else 'no change to show'}: {count_line(seen.diagnostics)}, {seen.seconds:.2f} s"
    )
