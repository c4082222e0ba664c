"""What this machine's builds gave, next to the releases.

A build before or between releases may be imported, too, by its author at least. Without a record each would overwrite
what they wrote since the last one.
"""

import contextlib
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from deckgen.model import Deck
from deckgen.model.diagnostics import DeckgenError
from deckgen.release.content import Content
from deckgen.release.given import Gift
from deckgen.release.ledger import Seconds
from deckgen.system.files import product_path, write_atomically
from deckgen.system.inputs import MOST_LEDGER, NotReadError, read_file

_NAME = ".built.json"
"""In the folder next to the cards that packages go to; ignored by git: another machine's builds are drafts."""
_T = TypeVar("_T")


class Built(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """A note as it was last built."""

    mod: Seconds
    content: Content
    """Its `text` is not known."""
    note_type: int
    """The id of its note type."""


class LocalBuilds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What this machine's builds gave."""

    deck: str = ""
    notes: dict[str, Built] = {}
    """By guid."""
    note_types: dict[int, tuple[Seconds, str]] = {}
    """By Anki's id: the time, and the hash."""
    given: msgspec.Raw = msgspec.Raw(b"{}")
    """A `Gift`, which is read where it is asked for."""

    @property
    def gift(self) -> Gift:
        """What they gave and no release did, for the next release to record."""
        gift = _decode(self.given, Gift)
        return replace(gift, lines=tuple(line for line in gift.lines if line.of in self.notes or type(line.of) is int))


def read_record(cards: Path, deck: Deck) -> LocalBuilds:
    """What this machine's builds gave of a deck; nothing where the record is missing, harmed or another deck's.

    Nor what they gave of a note that has another note type now: Anki updates no such copy, and its fields are others.
    """
    path = product_path(cards, "", "").with_name(_NAME)
    builds = LocalBuilds()
    with contextlib.suppress(NotReadError):
        builds = _decode(read_file(path, path.parent, MOST_LEDGER), LocalBuilds)
    if builds.deck != deck.config.id:
        return LocalBuilds(deck=deck.config.id)
    by_key = deck.types
    types = {note.guid: by_key[note.kind, note.shape].id for note in deck.notes}
    notes = {guid: built for guid, built in builds.notes.items() if types.get(guid, built.note_type) == built.note_type}
    return replace(builds, notes=notes)


def _decode(data: bytes | msgspec.Raw, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, RecursionError):
        return kind()


def write_record(cards: Path, builds: LocalBuilds) -> None:
    """Record what builds gave."""
    with contextlib.suppress(DeckgenError):  # a build is no worse for a folder that takes no record
        write_atomically(product_path(cards, "", "").with_name(_NAME), msgspec.json.encode(builds))
