"""What this machine's builds gave: `.built.json`, in the folder next to the cards that packages go to.

A build before or between releases may be imported, too, by its author at least. Without a record each would overwrite
what they wrote since the last one. It is this machine's own, ignored by git: another machine's builds are drafts.
"""

import contextlib
from pathlib import Path
from typing import Annotated, NamedTuple

import msgspec
from msgspec.structs import replace

from deckgen.model import Deck
from deckgen.model.diagnostics import DeckgenError
from deckgen.release.content import Content, type_key
from deckgen.release.given import Gift
from deckgen.release.ledger import Seconds, TypeKey
from deckgen.system.files import product_path, write_atomically
from deckgen.system.reading import MOST_LEDGER, NotReadError, read_file

_FORMAT = 4
_NAME = ".built.json"


class Built(NamedTuple):
    """A note as it was last built."""

    mod: Seconds
    content: Content
    """Its `text` is not known."""
    type: TypeKey


class LocalBuilds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What this machine's builds gave, next to the releases."""

    format: Annotated[int, msgspec.Meta(ge=_FORMAT, le=_FORMAT)] = _FORMAT
    deck: str = ""
    notes: dict[str, Built] = {}
    """By id."""
    note_types: dict[int, tuple[Seconds, str]] = {}
    """By Anki's id: the time, and the hash."""
    gift: Gift = Gift()
    """What they gave and no release did, for the next release to record."""


def read_record(cards: Path, deck: Deck) -> LocalBuilds:
    """What this machine's builds gave of a deck; nothing where the record is missing, harmed or another deck's.

    Nor what they gave of a note that has another note type now: Anki updates no such copy, and its fields are others.
    """
    path = product_path(cards, "", "").with_name(_NAME)
    nothing = LocalBuilds(deck=deck.config.id)
    try:
        builds = msgspec.json.decode(read_file(path, path.parent, MOST_LEDGER), type=LocalBuilds)
    except (NotReadError, msgspec.DecodeError, RecursionError):
        return nothing
    if builds.deck != deck.config.id:
        return nothing
    other = {note.guid: note.id for note in deck.notes if _has_other_type(builds.notes.get(note.id), type_key(note))}
    if not other:
        return builds
    gone = set(other.values())
    given = tuple(line for line in builds.gift.lines if line.of not in other)
    notes = {key: built for key, built in builds.notes.items() if key not in gone}
    return replace(builds, notes=notes, gift=replace(builds.gift, lines=given))


def _has_other_type(built: Built | None, now: TypeKey) -> bool:
    return built is not None and built.type != now


def write_record(cards: Path, builds: LocalBuilds) -> None:
    """Record what builds gave."""
    with contextlib.suppress(DeckgenError):  # a build is no worse for a folder that takes no record
        write_atomically(product_path(cards, "", "").with_name(_NAME), msgspec.json.encode(builds))
