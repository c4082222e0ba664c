"""The card files of a deck, in study order."""

import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from deckgen.model.diagnostics import DeckgenError
from deckgen.system.inputs import refuse_outside

_SUFFIXES = (".yaml", ".yml")
_MISNAMED = re.compile(r"[^.].*\.(?:ya?ml\.\w{2,4}|ymal|yalm|ylm|yam)$", re.IGNORECASE)
_RESERVED_FOLDERS = frozenset({"kinds", "media"})
_DECK_FILES = frozenset({"deck.yaml", "deck.yml"})


def find_card_files(cards: Path) -> tuple[Path, ...]:
    """The card files below a cards folder, in study order: by path, in Unicode's composed form.

    `deck.yaml`, hidden files, `kinds/` and `media/` are not card files. Folders that are links are followed within
    `cards`. A link to nowhere is a card file, and so is a device: reading it says what is wrong.

    Raises:
        DeckgenError: There is no such folder, one below it cannot be read or is a link that leads out, or two files
            have names that are one on Windows and macOS.
    """
    if not cards.is_dir():
        raise DeckgenError(
            "no-cards-folder",
            "no cards folder at '{path}'",
            "name the folder that holds deck.yaml, or begin a deck with 'deckgen init FOLDER'",
            path=str(cards),
        )
    found: dict[str, Path] = {}
    folded: dict[str, Path] = {}
    for path in _walk(cards):
        name = unicodedata.normalize("NFC", path.relative_to(cards).as_posix())
        twin = folded.setdefault(name.casefold(), path)
        if twin is not path:
            raise DeckgenError(
                "twin-files",
                "'{one}' and '{other}' differ only in case or Unicode form",
                "rename one: Windows and macOS hold only one of them, and the cards of the other would be retired",
                one=str(twin),
                other=str(path),
            )
        found[name] = path
    return tuple(path for name, path in sorted(found.items()) if name.casefold() not in _DECK_FILES)


def find_misnamed_files(cards: Path) -> tuple[Path, ...]:
    """Files of a cards folder that were meant for card files: `01.yaml.txt`, as Windows hides it, or `01.ymal`.

    Args:
        cards: A folder that `find_card_files` has been through.
    """
    names = [Path(folder, name) for folder, _, names in os.walk(cards) for name in names if _MISNAMED.search(name)]
    return tuple(sorted(path for path in names if path.relative_to(cards).parts[0] not in _RESERVED_FOLDERS))


def _walk(cards: Path) -> Iterator[Path]:
    seen: set[str] = set()
    for folder, below, names in os.walk(cards, onerror=_refuse, followlinks=True):
        real = os.path.realpath(folder)
        reserved = _RESERVED_FOLDERS if Path(folder) == cards else frozenset()
        below[:] = sorted(name for name in below if not name.startswith(".") and name.casefold() not in reserved)
        if real in seen:
            below.clear()
            continue
        seen.add(real)
        refuse_outside(Path(folder), cards)
        for name in names:
            path = Path(folder, name)
            if path.suffix.lower() in _SUFFIXES and not name.startswith(".") and not path.is_dir():
                yield path


def _refuse(error: OSError) -> NoReturn:
    raise DeckgenError(
        "unreadable-folder",
        "'{path}' cannot be read: {why:system}",
        "check its permissions: cards that are not read would be retired",
        path=str(error.filename),
        why=error.strerror or "",
    )
