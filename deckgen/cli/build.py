"""`deckgen build`."""

import time
from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from deckgen.anki.package import write_apkg
from deckgen.cli.help import command as documented
from deckgen.cli.language import more, text
from deckgen.cli.loading import prepare_deck
from deckgen.cli.options import cards_argument, check_output, deck_arguments, output_option, output_path
from deckgen.cli.printing import echo, say, styled, table
from deckgen.cli.report import stops
from deckgen.messages.wording import size_text
from deckgen.model import Deck
from deckgen.model.diagnostics import Diagnostic, Span, has_errors
from deckgen.release.building import Prepared
from deckgen.release.content import Change
from deckgen.system.files import display_path

_MOST_ROWS = 8
"""Categories that the summary lists, and two more where they are the last ones."""


@documented(
    "build",
    """
    Compile CARDS into one Anki package, output/NAME-draft.apkg by default.

    A build is for you to try; members get what 'deckgen release' makes. What did not change keeps its modification
    time, so that an import replaces nothing that was written in Anki. Where nothing changed since the last release,
    the package is that release's own, byte by byte, and is called output/NAME.apkg. With errors nothing is written.
    """,
    """
    deckgen build --open
    """,
)
@cards_argument
@output_option("The package to write.")
@click.option(
    "--open",
    "open_",
    is_flag=True,
    help="Open the package in Anki afterwards, as a double click does; Anki asks before it imports.",
)
def command(cards: Path, output: Path | None, *, open_: bool) -> int:
    started = time.perf_counter()
    named = check_output(output, cards, ".apkg")
    ready, diagnostics = prepare_deck(cards)
    new = _without_old(diagnostics, ready)
    if stops(new):
        return 1
    if len(new) < len(diagnostics):
        say(
            "build.old_doubts",
            "{n:?warning|warnings} about cards that are as released: deckgen check{where}",
            n=len(diagnostics) - len(new),
            where=deck_arguments(),
            err=True,
        )
    deck = ready.deck
    path = named or output_path(cards, deck, "-draft.apkg" if ready.draft else ".apkg")
    size = write_apkg(deck, path, ready.stamps)
    ready.record()
    _summary(deck, path, size, time.perf_counter() - started)
    if not open_:
        return 0
    if click.launch(str(path.resolve())):
        say(
            "build.not_opened", "nothing on this system opens .apkg files: open it in Anki with File › Import", err=True
        )
        return 1
    say("build.opened", "handed to the system; if Anki does not ask, open the file there with File › Import")
    return 0


def _without_old(diagnostics: Sequence[Diagnostic], ready: Prepared) -> Sequence[Diagnostic]:
    """The diagnostics but for doubts about cards that members have as they are."""
    if not diagnostics or has_errors(diagnostics):  # with which some cards are missing
        return diagnostics
    starts = [("", 0, ""), *sorted((note.span.path, note.span.line, note.id) for note in ready.deck.notes)]

    def is_old(place: Span) -> bool:
        path, _, id_ = starts[bisect(starts, (place.path, place.line + 1)) - 1]
        return path == place.path and ready.changes.get(id_) is Change.NONE

    return [each for each in diagnostics if each in ready.diagnostics or not is_old(each.span)]


def _summary(deck: Deck, path: Path, size: int, seconds: float) -> None:
    notes, cards = Counter[str](), Counter[str]()
    for note in deck.notes:
        notes[note.category] += 1
        cards[note.category] += len(note.cards)
    shown = [*notes] if len(notes) <= _MOST_ROWS + 2 else [*notes][:_MOST_ROWS]
    rows = [["", text("build.notes", "notes"), text("build.cards", "cards")]]
    rows += [[name or text("build.no_category", "(none)"), f"{notes[name]:,}", f"{cards[name]:,}"] for name in shown]
    if len(shown) < len(notes):
        rows.append([more(len(notes) - len(shown)), "", ""])
    rows.append([text("build.all", "all"), f"{notes.total():,}", f"{cards.total():,}"])
    echo(table(rows))
    media = text("build.media", ", {n:?media file|media files}", n=len(deck.media)) if deck.media else ""
    took = text("deckgen.seconds", "{seconds:.2f} s", seconds=seconds)
    echo(f"{styled(display_path(path), fg='green')}  {size_text(size)}{media}, {took}")
