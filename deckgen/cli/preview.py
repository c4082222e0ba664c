"""`deckgen preview`."""

from __future__ import annotations

import sys
import threading
import webbrowser
from typing import TYPE_CHECKING

import click

from deckgen.cli.common import cards_argument, count_line, headline, problem_lines, show
from deckgen.cli.grouping import Shown
from deckgen.cli.language import language, text
from deckgen.cli.last_handler import described
from deckgen.cli.printing import echo, styled
from deckgen.cli.rounds import news, seen
from deckgen.cli.spoken import command as spoken
from deckgen.model.diagnostics import Span
from deckgen.sources.card_files import find_card_files
from deckgen.system.files import display_path
from deckgen.web.preview import HOST, Preview, Watcher, network_address, open_server

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from deckgen.cli.rounds import Problem
    from deckgen.web.preview import Round

_MOST_SHOWN = 10
"""Problems that a round prints as new, or as gone: one typed letter can cause a hundred."""


@spoken("preview")
@cards_argument
@click.option("--port", type=click.IntRange(0, 65535))
@click.option("--host", is_flag=True)
@click.option("--open/--no-open", "open_", default=None)
def command(cards: Path, port: int | None, *, host: bool, open_: bool | None) -> int:
    """Show a deck in the browser, anew at every save, until Ctrl-C."""
    find_card_files(cards)
    address = network_address() if host else HOST
    watcher, preview = Watcher(cards), Preview(cards, described, language())

    def tell(error: BaseException) -> None:
        show((described(error).at(Span(display_path(cards))),))

    with open_server(preview, port, address, tell) as server:
        standing = _report(preview.rebuild())
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        serving.start()
        if host:
            _invite(server.address)
        echo(text("preview.open", address=styled(server.address, fg="green", bold=True)))
        if sys.stdout.isatty() if open_ is None else open_:
            webbrowser.open(server.address)
        try:
            for _ in watcher.changes():
                standing = _report(preview.rebuild(), standing)
        finally:
            preview.close()
            server.shutdown()
    return 0


def _invite(address: str) -> None:
    import segno

    segno.make(address, error="l").terminal(border=2, compact=True)
    echo(text("preview.invite"))


def _report(last: Round, standing: Sequence[Problem] | None = None) -> tuple[Problem, ...]:
    """Print what is wrong, after the first round what is new or gone; returns what the next one is compared with."""
    what, count = text("preview.shown" if last.changed else "preview.same"), count_line(last.diagnostics)
    problems = seen(last.diagnostics)
    if standing is None:
        show(last.diagnostics)
    else:
        new, gone, problems = news(standing, problems)
        said = problem_lines(Shown(each.diagnostic) for each in new[:_MOST_SHOWN]) + _more(new)
        said += [text("preview.gone", problem=headline(each.diagnostic)) for each in gone[:_MOST_SHOWN]] + _more(gone)
        if said:
            echo("\n".join(said), err=True)
            count = text("preview.news", count=count, new=len(new), gone=len(gone))
    echo(f"{what}: {count}, {text('deckgen.seconds', seconds=last.seconds)}")
    return problems


def _more(problems: Sequence[Problem]) -> list[str]:
    """How many more there are than a round prints."""
    left = len(problems) - _MOST_SHOWN
    return [text("deckgen.more", n=left)] if left > 0 else []
