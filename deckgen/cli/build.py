"""`deckgen build`."""

from __future__ import annotations

import gc
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckgen.apkg import Stamps, write_apkg
from deckgen.cli.common import Progress, cards_argument, output_path, show
from deckgen.clock import build_time
from deckgen.diagnostics import has_errors
from deckgen.files import display_path
from deckgen.kinds.compiler import labels_of
from deckgen.pipeline import load

if TYPE_CHECKING:
    from deckgen.model import Deck


@click.command("build")
@cards_argument
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="The package to write.")
@click.option("--strict", is_flag=True, help="Let warnings stop the build too.")
def command(cards: Path, output: Path | None, *, strict: bool) -> int:
    """Compile CARDS into one Anki package, output/NAME.apkg by default.

    With errors nothing is written: the old package stays as it was.
    """
    gc.disable()  # the heap only grows until the package is written; collecting it costs a tenth of the build
    started = time.perf_counter()
    with Progress() as progress:
        deck, diagnostics = load(cards, progress=progress)
        show(diagnostics)
        if has_errors(diagnostics) or (strict and diagnostics):
            click.echo("nothing was written", err=True)
            return 1
        path = output or output_path(cards, deck, ".apkg")
        total = len(deck.notes)
        size = write_apkg(deck, path, Stamps(build_time()), lambda done: progress("write", done, total))
    _summary(deck, path, size, time.perf_counter() - started)
    return 0


def _summary(deck: Deck, path: Path, size: int, seconds: float) -> None:
    kinds = [(kind.name, labels_of(kind, deck.config.language).get("kind", kind.name)) for kind in deck.kinds]
    notes: Counter[tuple[str, str]] = Counter()
    cards: Counter[tuple[str, str]] = Counter()
    for note in deck.notes:
        notes[note.category, note.kind] += 1
        cards[note.category, note.kind] += len(note.cards)
    categories = list(dict.fromkeys(note.category for note in deck.notes))
    for category in categories:
        parts = [
            f"{label} {notes[category, kind]}/{cards[category, kind]}" for kind, label in kinds if notes[category, kind]
        ]
        click.echo(f"  {click.style(category, bold=True)}: {' · '.join(parts)}")
    media = f", {len(deck.media)} media files" if deck.media else ""
    click.echo(f"  {len(deck.notes):,} notes, {sum(cards.values()):,} cards{media} (notes/cards above)")
    click.echo(f"{click.style(display_path(path), fg='green')}  {_size(size)}  {seconds:.2f} s")


def _size(size: int) -> str:
    step = 1_000
    return f"{size / step:.0f} kB" if size < step * step else f"{size / step / step:.1f} MB"
