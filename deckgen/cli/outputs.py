"""Where `-o` may write: a new file, or one that the same command made of the same deck before. Nothing else is lost."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from deckgen.model.diagnostics import DeckgenError
from deckgen.release import LEDGER_NAME
from deckgen.system.files import display_path
from deckgen.system.reading import MOST_LEDGER, NotReadError, read_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from deckgen.model import Deck

_SUFFIXES = (".yaml", ".yml")
_FOLDERS = ("kinds", "media")
_FILES = ("style.css", LEDGER_NAME)


def checked(output: Path | None, cards: Path, what: str, is_ours: Callable[[Path], bool]) -> Path | None:
    """The file that `-o` names, where it may be written.

    Args:
        output: What `-o` names; None without it.
        cards: The cards folder.
        what: What is to be written: `package`, `page`, `plot` or `schema`.
        is_ours: Whether a file is one that this command made of this deck.

    Raises:
        DeckgenError: It is a source's place, or something else is there.
    """
    if output is None:
        return None
    if _is_source(output, cards):
        raise DeckgenError.of("not-replaced", "source", path=display_path(output))
    if output.is_file() and output.stat().st_size and not is_ours(output):
        raise DeckgenError.of("not-replaced", what, path=display_path(output))
    return output


def holds(text: str) -> Callable[[Path], bool]:
    """Whether a file holds a text by which its maker is known."""

    def found(path: Path) -> bool:
        try:
            return text.encode() in read_file(path, None, MOST_LEDGER)
        except NotReadError:
            return False

    return found


def package_of(deck: Deck) -> Callable[[Path], bool]:
    """Whether a file is a package of a deck: it has one of its note types, whose ids no other deck has."""
    ids = [str(note_type.id).encode() for note_type in deck.note_types]

    def found(path: Path) -> bool:
        from deckgen.anki.archive import PackageArchive

        try:
            with PackageArchive(path) as archive:
                return archive.collection_holds(ids)
        except DeckgenError:
            return False

    return found


def _is_source(output: Path, cards: Path) -> bool:
    """Whether a file stands, or would stand, among the sources of a deck."""
    try:
        below = Path(os.path.realpath(output)).relative_to(os.path.realpath(cards))
    except ValueError:
        return False
    first = below.parts[0] if below.parts else ""
    return below.suffix.lower() in _SUFFIXES or first.casefold() in _FOLDERS or str(below).casefold() in _FILES
