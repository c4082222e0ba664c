"""Where a deck may be read from: a package, a cards folder, a git revision of either."""

from pathlib import Path

from deckgen.anki.collection_reader import read_package
from deckgen.anki.snapshot import Snapshot, snapshot_of
from deckgen.model.diagnostics import DeckgenError
from deckgen.pipeline.load import load
from deckgen.release.differences.compare import Difference, compare
from deckgen.sources.discovery import cards_folder, nearest_cards_folder
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
    folder = cards_folder(Path(new)) if Path(new).is_dir() else nearest_cards_folder()
    return compare(open_snapshot(old, folder), open_snapshot(new, folder))


def open_snapshot(place: str | Path, folder: Path) -> Snapshot:
    """Read a deck, wherever it is.

    `folder` is the cards folder that `git:REV` without a path means; for the rest see `diff`.

    Raises:
        DeckgenError: It is not there, is broken, or has errors.
    """
    written = str(place)
    if not written.startswith(GIT):
        return _open(Path(place), written)
    revision, _, path = written.removeprefix(GIT).partition(":")
    top, cards = path_in_repository(folder)
    path = path or cards
    with check_out(revision, path, top) as there:
        return _open(there, f"{GIT}{revision}:{path}")


def _open(path: Path, written: str) -> Snapshot:
    if path.is_file():
        return read_package(path)
    if not path.is_dir():
        raise DeckgenError(
            "no-such-deck", "there is no '{place}'", "name a package (.apkg), a cards folder, or git:REV", place=written
        )
    deck, diagnostics = load(cards_folder(path))
    error = next((diagnostic for diagnostic in diagnostics if diagnostic.is_error), None)
    if error is not None:
        raise DeckgenError(
            "deck-has-errors.compared",
            "'{place}' has errors: {where}: {message}",
            "{hint}",
            place=written,
            where=str(error.span).replace(path.as_posix(), written, 1),
            message=error.message,
            hint=error.hint,
        )
    return snapshot_of(deck)
