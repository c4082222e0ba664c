"""Where the deck is that a command means: the folder named, the `cards` in it, or the nearest one upward."""

import os
from pathlib import Path

from deckgen.model.diagnostics import DeckgenError
from deckgen.system.files import display_path
from deckgen.system.inputs import refuse_outside

DECK_FILES = ("deck.yaml", "deck.yml")
CARDS = "cards"
_BELOW = ("*/deck.y*ml", "*/cards/deck.y*ml")


def cards_folder(named: Path) -> Path:
    """The cards folder that is meant by a name: the folder itself, or the `cards` in a deck's project.

    Args:
        named: What the author wrote.

    Returns:
        A folder with a `deck.yaml`, or else the likeliest place: reading it reports what is missing.

    Raises:
        DeckgenError: That `cards` is a link that leads elsewhere, which may be another deck of its reader's.
    """
    inside = named / CARDS
    found = inside if not is_deck(named) and inside.is_dir() else named
    if found.name == CARDS:
        refuse_outside(found, found.parent)
    return found


def nearest_cards_folder() -> Path:
    """The cards folder of the deck that the working folder belongs to: here, or upward, as git looks for its own.

    Returns:
        Its path from here; `cards` where there is no deck.
    """
    if is_deck(Path()) or Path(CARDS).is_dir():
        return cards_folder(Path(CARDS) if is_deck(Path(CARDS)) else Path())
    return deck_around(Path()) or Path(CARDS)


def named_cards_folder(named: Path) -> Path:
    """The cards folder that is meant by a name: a deck, neither a part of one nor a place with several.

    Raises:
        DeckgenError: It is only a part of a deck, or has decks in it: by itself it would become another deck.
    """
    found = cards_folder(named)
    if is_deck(found) or not found.is_dir():
        return found
    around = deck_around(found)
    if around is not None:
        raise DeckgenError(
            "no-cards-folder.part",
            "'{path}' is a part of the deck '{deck}'",
            "name the deck's folder: 'deckgen build {deck}'",
            path=str(named),
            deck=around.as_posix(),
        )
    below = sorted({path.parent for depth in _BELOW for path in found.glob(depth) if path.name in DECK_FILES})
    if below:
        decks = ", ".join(f"'{path.as_posix()}'" for path in below)
        raise DeckgenError(
            "no-cards-folder.above",
            "no deck in '{path}' itself",
            "name one of these: {decks}",
            path=str(named),
            decks=decks,
        )
    return found


def deck_around(folder: Path) -> Path | None:
    """The cards folder of the deck that a folder is a part of, upward; None where there is none."""
    return next((found for above in _above(folder) if is_deck(found := cards_folder(above))), None)


def refuse_inside_deck(folder: Path) -> None:
    """Refuse a new project where a deck is, or among its cards, which would be read together with the project's files.

    Raises:
        DeckgenError: The folder, its `cards`, or one above it has a `deck.yaml`.
    """
    deck = next((found for found in (folder / CARDS, folder, *folder.resolve().parents) if is_deck(found)), None)
    if deck is not None:
        raise DeckgenError(
            "init-inside",
            "'{path}' belongs to the deck '{deck}'",
            "choose a folder outside of it; or add a file's cards to it: deckgen import FILE --into {deck} --update",
            path=str(folder),
            deck=display_path(deck),
        )


def _above(folder: Path) -> list[Path]:
    """The folders above one, the nearest first, as one writes them from here."""
    absolute = Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() would follow links
    return [Path(os.path.relpath(above)) for above in absolute.parents]


def is_deck(folder: Path) -> bool:
    """Whether a folder has a `deck.yaml`, be it a broken link."""
    return any((folder / name).exists() or (folder / name).is_symlink() for name in DECK_FILES)
