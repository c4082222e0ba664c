"""`deckgen ledger`."""

from __future__ import annotations

import glob
from pathlib import Path

import click

from deckgen.anki.reading import read_package
from deckgen.cli.common import cards_argument
from deckgen.cli.language import text
from deckgen.cli.printing import echo, styled
from deckgen.cli.spoken import command as spoken
from deckgen.kinds import load_kinds, note_type_of
from deckgen.model.diagnostics import DeckgenError
from deckgen.pipeline.load import load
from deckgen.release import LEDGER_NAME
from deckgen.release.ledger import format_ledger
from deckgen.release.lock import locked
from deckgen.release.rebuilding import Rebuilt, rebuild
from deckgen.release.repository import read_repository
from deckgen.release.unfinished import refuse_unfinished
from deckgen.system.files import display_path, product_path, write_atomically
from deckgen.system.reading import MOST_LEDGER, NotReadError, read_file

_AGAIN = "-again"
"""What the name of a package of `release --again` ends in: it is part of a release that is known."""


@spoken("ledger")
@cards_argument
@click.argument("packages", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True)
def command(cards: Path, packages: tuple[Path, ...], *, dry_run: bool) -> int:
    """Make the record of what members have anew."""
    deck, _ = load(cards)
    kinds, _ = load_kinds(cards)
    path = cards / LEDGER_NAME
    with locked(cards):
        written = _written(path, cards)
        refuse_unfinished(written)
        head = product_path(cards, deck.config.name, "-").name
        found = packages or tuple(sorted(product_path(cards, "", "").parent.glob(f"{glob.escape(head)}*.apkg")))
        named = {package.stem.removeprefix(head): package for package in found}
        whole = {name: package for name, package in named.items() if name != "draft" and not name.endswith(_AGAIN)}
        snapshots = {name: read_package(package, media=False) for name, package in whole.items()}
        shapes = [kind.at(n) for kind in kinds if not kind.broken for n in range(1, kind.shape + 1)]
        types = [note_type_of(kind, deck.config) for kind in shapes]
        rebuilt = rebuild(written, deck, read_repository(cards), snapshots, types)
        if not rebuilt.ledger.releases:
            raise DeckgenError.of("nothing-released", "anywhere")
        _report(rebuilt)
        if dry_run:
            echo(text("ledger.dry"))
        elif (anew := format_ledger(rebuilt.ledger)) == written:
            echo(text("ledger.same", path=styled(display_path(path), fg="green")))
        else:
            write_atomically(path, anew.encode())
            echo(text("ledger.wrote", path=styled(display_path(path), fg="green")))
    return 0


def _written(path: Path, cards: Path) -> str:
    """What the ledger holds now, harmed or not."""
    try:
        return read_file(path, cards, MOST_LEDGER).decode("utf-8-sig", "replace")
    except NotReadError as error:
        if error.case == "missing":
            return ""
        raise DeckgenError.of("no-access", error.case, path=display_path(path), why=error.why) from error


def _report(rebuilt: Rebuilt) -> None:
    ledger = rebuilt.ledger
    names = ", ".join(release.version for release in ledger.releases)
    echo(text("ledger.holds", releases=len(ledger.releases), names=names, notes=len(ledger.notes)))
    if rebuilt.from_packages:
        echo(text("ledger.unknown", names=", ".join(rebuilt.from_packages)))
