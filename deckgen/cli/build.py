"""`deckgen build`."""

import time
from collections import Counter
from itertools import product
from pathlib import Path

import click

from deckgen.anki.package import write_apkg
from deckgen.cli.help import command as documented
from deckgen.cli.language import language, text
from deckgen.cli.layout import size_text, table
from deckgen.cli.loading import Progress, prepare_deck
from deckgen.cli.options import cards_argument, check_output, is_package_of, output_option, output_path, strict_option
from deckgen.cli.printing import echo, styled
from deckgen.cli.report import stops
from deckgen.kinds.compiler import labels_of
from deckgen.model import Deck
from deckgen.release.record import write_record
from deckgen.system.files import display_path, is_backup_name

_ALL = "\0all"
"""Stands for every category or kind; no category can be called so."""
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
    help="Hand the package to Anki then, as a double click does; Anki asks before it imports.",
)
@strict_option
def command(cards: Path, output: Path | None, *, open_: bool, strict: bool) -> int:
    """Compile CARDS into one Anki package."""
    if output is not None and is_backup_name(output.name):
        raise click.UsageError(
            text(
                "release.backup",
                (
                    "'{path}' is a name that Anki gives its backups: it would offer to replace a "
                    "member's whole collection"
                ),
                path=str(output),
            )
        )
    path = _build(cards, output, strict=strict)
    if path is None:
        return 1
    if open_ and click.launch(str(path.resolve())):
        echo(
            text("build.not_opened", "nothing on this system opens .apkg files: open it in Anki with File › Import"),
            err=True,
        )
        return 1
    return 0


def _build(cards: Path, output: Path | None, *, strict: bool) -> Path | None:
    """Build a package, with progress, diagnostics and a summary; None where errors stopped it."""
    started = time.perf_counter()
    with Progress() as progress:
        ready, diagnostics = prepare_deck(cards, progress, lint=strict)
        if stops(diagnostics, strict=strict):
            return None
        deck = ready.deck
        path = check_output(output, cards, is_package_of(deck))
        path = path or output_path(cards, deck, "-draft.apkg" if ready.draft else ".apkg")
        total = len(deck.notes)
        size = write_apkg(deck, path, ready.stamps, lambda done: progress("write", done, total))
        write_record(cards, ready.before, ready.built())
    _summary(deck, path, size, time.perf_counter() - started)
    return path


def _summary(deck: Deck, path: Path, size: int, seconds: float) -> None:
    kinds = [(kind.name, labels_of(kind, language()).get("kind", kind.name)) for kind in deck.kinds]
    tally: Counter[tuple[str, str, str]] = Counter()
    alike = Counter([(note.category, note.kind, len(note.cards)) for note in deck.notes])
    for (of_category, of_kind, cards), notes in alike.items():
        for category, kind in product((of_category, _ALL), (of_kind, _ALL)):
            tally[category, kind, "notes"] += notes
            tally[category, kind, "cards"] += notes * cards

    def row(title: str, category: str) -> list[str]:
        cells = [(tally[category, kind, "notes"], tally[category, kind, "cards"]) for kind in (*dict(kinds), _ALL)]
        return [title, *[f"{notes:,}/{cards:,}" if notes else "" for notes, cards in cells]]

    categories = list(dict.fromkeys(note.category for note in deck.notes))
    most = len(categories) if len(categories) <= _MOST_ROWS + 2 else _MOST_ROWS
    rows = [row(category or text("build.no_category", "(none)"), category) for category in categories[:most]]
    if most < len(categories):
        rows.append([text("deckgen.more", "… and {n} more", n=len(categories) - most), *[""] * (len(kinds) + 1)])
    everything = text("build.all", "all")
    heading = [text("build.notes_and_cards", "notes/cards"), *[label for _, label in kinds], everything]
    echo(table([heading, *rows, row(everything, _ALL)]))
    media = text("build.media", ", {n:?media file|media files}", n=len(deck.media)) if deck.media else ""
    took = text("deckgen.seconds", "{seconds:.2f} s", seconds=seconds)
    echo(f"{styled(display_path(path), fg='green')}  {size_text(size)}{media}, {took}")
