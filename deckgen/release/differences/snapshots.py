"""Where a deck may be read from: a package, a cards folder, a git revision of either."""

from pathlib import Path

from deckgen.anki.reading import read_package
from deckgen.anki.snapshot import Snapshot, snapshot_of
from deckgen.model.diagnostics import DeckgenError, Diagnostic, Span, has_errors
from deckgen.pipeline.load import load
from deckgen.release.differences.compare import compare
from deckgen.release.differences.model import Difference
from deckgen.sources.discovery import cards_folder
from deckgen.system.git import check_out, path_in_repository

GIT = "git:"
CARDS = Path("cards")


def diff(old: str | Path, new: str | Path = CARDS) -> Difference:
    """What changed between two decks.

    Args:
        old: A package (`.apkg` of any tool), a cards folder, or `git:REV` or `git:REV:PATH`, PATH being a cards folder
            or a package, from the repository's root.
        new: The same; the folder `cards` by default. It says, too, which folder a `git:REV` without a path means.

    Raises:
        DeckgenError: One of them is not there, is broken, or has errors.
    """
    snapshots = []
    for place in (old, new):
        snapshot, diagnostics = open_snapshot(place, _folder_of(new))
        if has_errors(diagnostics):
            first = next(d for d in diagnostics if d.is_error)
            raise DeckgenError(
                "deck-has-errors.compared",
                "'{place}' has errors: {where}: {message}",
                "{hint}",
                place=str(place),
                where=str(first.span),
                message=first.message,
                hint=first.hint,
            )
        snapshots.append(snapshot)
    return compare(snapshots[0], snapshots[1])


def open_snapshot(place: str | Path, folder: Path = CARDS) -> tuple[Snapshot, tuple[Diagnostic, ...]]:
    """Read a deck, wherever it is, and its diagnostics; with errors among them, cards are missing.

    `folder` is the cards folder that `git:REV` without a path means; for the rest see `diff`.

    Raises:
        DeckgenError: It is not there, or is broken.
    """
    written = str(place)
    if written.startswith(GIT):
        revision, _, path = written.removeprefix(GIT).partition(":")
        return _of_revision(revision, path, folder)
    return _of_path(Path(place), written)


def _folder_of(place: str | Path) -> Path:
    path = Path(place)
    return cards_folder(path) if path.is_dir() else CARDS


def _of_path(path: Path, written: str) -> tuple[Snapshot, tuple[Diagnostic, ...]]:
    if path.is_dir():
        deck, diagnostics = load(cards_folder(path))
        return snapshot_of(deck), diagnostics
    if path.is_file():
        return read_package(path), ()
    raise DeckgenError(
        "no-such-deck", "there is no '{place}'", "name a package (.apkg), a cards folder, or git:REV", place=written
    )


def _of_revision(revision: str, path: str, folder: Path) -> tuple[Snapshot, tuple[Diagnostic, ...]]:
    top, cards = path_in_repository(folder)
    path = path or cards
    with check_out(revision, path, top) as place:
        snapshot, diagnostics = _of_path(place, f"{GIT}{revision}:{path}")
        name = f"{GIT}{revision}:{path}"
        here = place.as_posix()
        return snapshot, tuple(
            d._replace(span=Span(d.span.path.replace(here, name, 1), d.span.line, d.span.column)) for d in diagnostics
        )
