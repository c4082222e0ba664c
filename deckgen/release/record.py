"""What this machine's builds gave: `.built.json`, in the folder beside the cards that packages go to.

A build before or between releases may be imported, too, by its author at least. Without a record each would overwrite
what they wrote since the last one. It is this machine's own, ignored by git: another machine's builds are drafts.
"""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

from deckgen.model.diagnostics import DeckgenError
from deckgen.release.content import Content
from deckgen.release.lines import LAST_SECOND
from deckgen.release.stamping import Given
from deckgen.system.files import product_path, write_atomically
from deckgen.system.reading import MOST_LEDGER, NotReadError, read_file

if TYPE_CHECKING:
    from pathlib import Path


_FORMAT = 1


def record_path(cards: Path) -> Path:
    """Where a cards folder's record is."""
    return product_path(cards, "", "").with_name(".built.json")


def read_record(cards: Path, deck_id: str) -> Given:
    """What this machine's builds gave of a deck; nothing where the record is missing, harmed or another deck's."""
    path = record_path(cards)
    with contextlib.suppress(NotReadError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        value = json.loads(read_file(path, path.parent, MOST_LEDGER))
        if value["format"] == _FORMAT and value["deck"] == deck_id:
            return Given(
                notes={
                    str(key): (_time(mod), Content(str(source), "", str(whole)))
                    for key, (mod, source, whole) in value["notes"].items()
                },
                note_types={
                    (str(kind), int(shape)): (_time(mod), str(digits))
                    for kind, shape, mod, digits in value["note_types"]
                },
            )
    return Given()


def write_record(cards: Path, deck_id: str, before: Given, given: Given) -> None:
    """Record a build. Notes that it does not hold keep what the record says of them.

    Args:
        cards: The cards folder.
        deck_id: The deck's.
        before: What the record said before.
        given: What the build gives.
    """
    now = Given({**before.notes, **given.notes}, {**before.note_types, **given.note_types})
    if now == before:
        return
    value = {
        "format": _FORMAT,
        "deck": deck_id,
        "notes": {key: (mod, content.source, content.whole) for key, (mod, content) in now.notes.items()},
        "note_types": [[*key, *look] for key, look in sorted(now.note_types.items())],
    }
    with contextlib.suppress(DeckgenError):  # a build is no worse for a folder that takes no record
        write_atomically(record_path(cards), json.dumps(value, ensure_ascii=False).encode())


def _time(value: object) -> int:
    if type(value) is not int or not 0 < value <= LAST_SECOND:
        raise ValueError("no time")
    return value
