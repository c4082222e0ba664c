"""`deckgen preview`."""

import sys
import threading
import webbrowser
from collections.abc import Collection, Hashable
from pathlib import Path

import click

from deckgen.cli.errors import described
from deckgen.cli.help import command as documented
from deckgen.cli.language import language, text
from deckgen.cli.options import cards_argument
from deckgen.cli.printing import echo, say, styled
from deckgen.cli.report import count_line, show
from deckgen.model.diagnostics import Diagnostic, Span, has_errors
from deckgen.sources.card_files import find_card_files
from deckgen.sources.places import SourceFiles
from deckgen.system.files import display_path
from deckgen.web.preview import HOST, Preview, Round, Watcher, network_address, open_server

_PLACES = frozenset({"line", "place"})
"""Values of diagnostics that name another place."""
_LONGEST_LINE = 1_000


@documented(
    "preview",
    """
    Show CARDS in the browser and update them at every save, until Ctrl-C.

    The page stays where it was: the card, its side, the filters. Errors are shown in it, at their line.
    """,
    """
    deckgen preview --host        # and on a phone in the same network
    """,
)
@cards_argument
@click.option("--port", type=click.IntRange(0, 65535), help="The port; a free one from 8420 on by default.")
@click.option(
    "--host",
    is_flag=True,
    help="Let a phone on the same network look, too: shows a QR code with an address that no one can guess.",
)
@click.option("--open/--no-open", "open_", default=None, help="Open the browser; by default where this is a terminal.")
def command(cards: Path, port: int | None, *, host: bool, open_: bool | None) -> int:
    find_card_files(cards)
    address = network_address() if host else HOST
    watcher, preview = Watcher(cards), Preview(cards, described, language())

    def report_bug(error: BaseException) -> None:
        show((described(error).at(Span(display_path(cards))),))

    with open_server(preview, port, address, report_bug) as server:
        known = _report(preview.rebuild(), ())
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        serving.start()
        if host:
            _invite(server.address)
        say(
            "preview.open",
            "{address}  saves show at once; Ctrl-C ends",
            address=styled(server.address, fg="green", bold=True),
        )
        if sys.stdout.isatty() if open_ is None else open_:
            webbrowser.open(server.address)
        try:
            for _ in watcher.changes():
                known = _report(preview.rebuild(), known)
        finally:
            preview.close()
            server.shutdown()
    return 0


def _invite(address: str) -> None:
    import segno

    segno.make(address, error="l").terminal(border=2, compact=True)
    say(
        "preview.invite",
        "For a phone on this network. Anyone with the address can read the deck; the connection is not encrypted.",
    )


def _report(last: Round, known: Collection[Hashable]) -> Collection[Hashable]:
    """Print what is wrong and was not so after the last round; gives what is known now."""
    files = SourceFiles()
    keys = {found: problem_key(found, files) for found in last.diagnostics}
    show([found for found, key in keys.items() if key not in known])
    what = text("preview.shown", "shown") if last.changed else text("preview.same", "no change to show")
    seconds = text("deckgen.seconds", "{seconds:.2f} s", seconds=last.seconds)
    echo(f"{what}: {count_line(last.diagnostics)}, {seconds}")
    # an error hides warnings, which are not gone
    return {*keys.values(), *(known if has_errors(last.diagnostics) else ())}


def problem_key(found: Diagnostic, files: SourceFiles) -> Hashable:
    """The same for the same problem on a line that only moved."""
    line = files.places(found.span.path).excerpt(found.span, _LONGEST_LINE).text
    values = tuple(value for value in found.finding.values if value[0] not in _PLACES)
    return found.span.path, found.rule, found.case, found.severity, values or found.message, line
