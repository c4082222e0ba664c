"""What this machine's builds gave: `.built.json`, in the folder next to the cards that packages go to.

A build before or between releases may be imported, too, by its author at least. Without a record each would overwrite
what they wrote since the last one. It is this machine's own, ignored by git: another machine's builds are drafts.
"""

import contextlib
from pathlib import Path
from typing import Annotated

import msgspec

from deckgen.model.diagnostics import DeckgenError
from deckgen.release.content import Content
from deckgen.release.given import Gift
from deckgen.release.ledger import GivenLook, GivenNote, Seconds
from deckgen.release.stamping import LocalBuilds
from deckgen.system.files import product_path, write_atomically
from deckgen.system.reading import MOST_LEDGER, NotReadError, read_file

_FORMAT = 2


class _Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: Annotated[int, msgspec.Meta(ge=_FORMAT, le=_FORMAT)]
    deck: str
    notes: dict[str, tuple[Seconds, str, str]]
    """Id → time, hash of the source, hash of the whole."""
    note_types: list[tuple[str, int, Seconds, str]]
    """Kind, shape, time, hash."""
    given: tuple[GivenNote, ...]
    looks: tuple[GivenLook, ...]
    tags: dict[str, tuple[str, ...]]


def record_path(cards: Path) -> Path:
    """Where a cards folder's record is."""
    return product_path(cards, "", "").with_name(".built.json")


def read_record(cards: Path, deck_id: str) -> LocalBuilds:
    """What this machine's builds gave of a deck; nothing where the record is missing, harmed or another deck's."""
    path = record_path(cards)
    try:
        record = msgspec.json.decode(read_file(path, path.parent, MOST_LEDGER), type=_Record)
    except (NotReadError, msgspec.DecodeError, RecursionError):
        return LocalBuilds()
    if record.deck != deck_id:
        return LocalBuilds()
    return LocalBuilds(
        notes={key: (mod, Content(source, "", whole)) for key, (mod, source, whole) in record.notes.items()},
        note_types={(kind, shape): (mod, digits) for kind, shape, mod, digits in record.note_types},
        gift=Gift(record.given, record.looks, record.tags),
    )


def write_record(cards: Path, deck_id: str, before: LocalBuilds, built: LocalBuilds) -> None:
    """Record a build. Notes that it does not hold keep what the record said of them before."""
    now = LocalBuilds({**before.notes, **built.notes}, {**before.note_types, **built.note_types}, built.gift)
    if now == before:
        return
    record = _Record(
        _FORMAT,
        deck_id,
        {key: (mod, content.source, content.whole) for key, (mod, content) in now.notes.items()},
        [(*key, *look) for key, look in sorted(now.note_types.items())],
        now.gift.notes,
        now.gift.looks,
        dict(now.gift.tags),
    )
    with contextlib.suppress(DeckgenError):  # a build is no worse for a folder that takes no record
        write_atomically(record_path(cards), msgspec.json.encode(record))
