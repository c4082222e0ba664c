"""`deckgen preview`."""

import sys
import threading
import webbrowser
from collections import Counter
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from deckgen.cli.errors import described
from deckgen.cli.help import command as documented
from deckgen.cli.language import language, more, text
from deckgen.cli.options import cards_argument
from deckgen.cli.printing import echo, say, styled
from deckgen.cli.report import Shown, count_line, headline, problem_lines, show
from deckgen.model.diagnostics import Diagnostic, Span
from deckgen.sources.card_files import find_card_files
from deckgen.sources.places import SourceFiles
from deckgen.system.files import display_path
from deckgen.web.preview import HOST, Preview, Round, Watcher, network_address, open_server

_MOST_SHOWN = 10
"""Problems that a round prints as new, or as gone: one typed letter can cause a hundred."""

_PLACE_VALUES = frozenset({"line", "place"})
"""Values of diagnostics that name another place."""
_LONGEST_LINE = 1_000


class ShownProblem(NamedTuple):
    """A problem as it was reported."""

    diagnostic: Diagnostic
    line: str
    """The source line at its place, as it was then."""

    @property
    def key(self) -> Hashable:
        """The same for the same problem on a line that only moved."""
        found = self.diagnostic
        values = tuple(value for value in found.values if value[0] not in _PLACE_VALUES)
        return found.span.path, found.rule, found.case, found.severity, values or found.message, self.line


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
    help="Let a phone in the same network look, too: shows a QR code with an address that no one can guess.",
)
@click.option("--open/--no-open", "open_", default=None, help="Open the browser; by default where this is a terminal.")
def command(cards: Path, port: int | None, *, host: bool, open_: bool | None) -> int:
    find_card_files(cards)
    address = network_address() if host else HOST
    watcher, preview = Watcher(cards), Preview(cards, described, language())

    def report_bug(error: BaseException) -> None:
        show((described(error).at(Span(display_path(cards))),))

    with open_server(preview, port, address, report_bug) as server:
        known = _report(preview.rebuild())
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
        "For a phone in this network. Whoever has the address can read the deck, over an open connection.",
    )


def _report(last: Round, known: Sequence[ShownProblem] | None = None) -> tuple[ShownProblem, ...]:
    """Print what is wrong, after the first round what is new or gone; returns what the next one is compared with."""
    what = text("preview.shown", "shown") if last.changed else text("preview.same", "no change to show")
    count = count_line(last.diagnostics)
    files = SourceFiles()
    problems = tuple(
        ShownProblem(found, files.places(found.span.path).excerpt(found.span, _LONGEST_LINE).text)
        for found in last.diagnostics
    )
    if known is None:
        show(last.diagnostics)
    else:
        new, gone, problems = compare_problems(known, problems)
        lines = problem_lines(Shown(each.diagnostic) for each in new[:_MOST_SHOWN]) + _more(new)
        lines += [
            text("preview.gone", "gone: {problem}", problem=headline(each.diagnostic)) for each in gone[:_MOST_SHOWN]
        ] + _more(gone)
        if lines:
            echo("\n".join(lines), err=True)
            count = text("preview.news", "{count} ({new} new, {gone} gone)", count=count, new=len(new), gone=len(gone))
    echo(f"{what}: {count}, {text('deckgen.seconds', '{seconds:.2f} s', seconds=last.seconds)}")
    return problems


def _more(problems: Sequence[ShownProblem]) -> list[str]:
    left = len(problems) - _MOST_SHOWN
    return [more(left)] if left > 0 else []


def compare_problems(
    before: Sequence[ShownProblem], now: Sequence[ShownProblem]
) -> tuple[tuple[ShownProblem, ...], tuple[ShownProblem, ...], tuple[ShownProblem, ...]]:
    """What is new, what is gone, and what the next round is compared with."""
    new, gone = _without(now, before), _without(before, now)
    hidden: tuple[ShownProblem, ...] = ()
    if any(problem.diagnostic.is_error for problem in now):  # an error hides warnings, which are not gone
        hidden = tuple(problem for problem in gone if not problem.diagnostic.is_error)
    return new, tuple(problem for problem in gone if problem not in hidden), (*now, *hidden)


def _without(problems: Sequence[ShownProblem], others: Sequence[ShownProblem]) -> tuple[ShownProblem, ...]:
    """The problems that are not among others; of several alike, the last."""
    left = Counter(other.key for other in others)
    found = []
    for problem in problems:
        left[problem.key] -= 1
        if left[problem.key] < 0:
            found.append(problem)
    return tuple(found)
