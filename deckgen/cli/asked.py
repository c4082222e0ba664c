"""What `check` is asked for: a whole deck, or some of its files, as editors and pre-commit name them."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from deckgen.cli.language import text
from deckgen.model.diagnostics import DeckgenError
from deckgen.sources.discovery import cards_folder, deck_around, is_deck, nearest_cards_folder
from deckgen.system.files import display_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from deckgen.model.diagnostics import Diagnostic


class Asked(NamedTuple):
    """A deck, and the files or folders of it whose problems count."""

    cards: Path
    names: frozenset[str] = frozenset()
    """Absolute and composed; empty where all of the deck counts."""

    def of_these(self, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """The diagnostics that are about these files, or that name a place in one."""
        return tuple(each for each in diagnostics if not self.names or any(map(self._counts, _places(each))))

    def _counts(self, path: str) -> bool:
        name = _full(Path(path))
        return name in self.names or any(name.startswith(f"{folder}{os.sep}") for folder in self.names)


def asked_for(paths: Sequence[Path]) -> Asked:
    """What the arguments of `check` ask for.

    Raises:
        DeckgenError: There is no such file or folder.
        click.UsageError: They belong to several decks.
    """
    if not paths:
        return Asked(nearest_cards_folder())
    missing = next((path for path in paths if not path.exists() and not path.is_symlink()), None)
    if missing is not None:
        raise DeckgenError.of("no-cards-folder", "file" if missing.suffix else "", path=str(missing))
    if (
        len(paths) == 1
        and not paths[0].is_file()
        and (is_deck(cards_folder(paths[0])) or deck_around(paths[0]) is None)
    ):
        return Asked(cards_folder(paths[0]))
    decks = {_full(found): found for path in paths if (found := deck_around(path)) is not None}
    if len(decks) > 1:
        raise click.UsageError(text("check.many_decks", decks=", ".join(f"'{deck}'" for deck in decks.values())))
    if not decks:
        raise DeckgenError.of("no-cards-folder", path=str(paths[0]))
    (cards,) = decks.values()
    other = next((path for path in paths if path.is_file() and _is_beside(path, cards)), None)
    if other is not None:
        raise click.UsageError(text("check.no_card_file", path=display_path(other), cards=display_path(cards)))
    return Asked(cards, frozenset(map(_full, paths)))


def _places(diagnostic: Diagnostic) -> list[str]:
    """The file that a diagnostic is about, and the one where it says that something else stands."""
    other = dict(diagnostic.values).get("place", "")
    return [diagnostic.span.path, *([other.rsplit(":", 2)[0]] if isinstance(other, str) and other else [])]


def _is_beside(path: Path, cards: Path) -> bool:
    """Whether a file is none of a deck; YAML may be any of a commit's, which pre-commit names all."""
    return path.suffix.lower() not in {".yaml", ".yml"} and not _full(path).startswith(f"{_full(cards)}{os.sep}")


def _full(path: Path) -> str:
    return unicodedata.normalize("NFC", os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
