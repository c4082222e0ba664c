"""The ledger, `cards/released.jsonl`: what members have, and everything that they were ever given.

JSON lines, each of one thing: a header; one line for each release, note type and note, sorted; then, in the order in
which it was given, what members were given (see `given`); last the sum of the lines above. A release changes the lines
of what it changed and appends what it gave, so a diff of the ledger says what a release did, and a line that was lost,
doubled or edited is noticed. `ledger_file` reads and writes it.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta, Struct

from deckgen.model import NoteType
from deckgen.release.content import Content

LAST_SECOND = 253_402_300_799 - 366 * 86_400
"""The end of the year 9998: a later time could not be followed by one that can be written as a date."""
TypeKey: TypeAlias = tuple[str, int]
"""A note type's kind and shape."""
Name: TypeAlias = Annotated[str, Meta(min_length=1)]
Seconds: TypeAlias = Annotated[int, Meta(ge=1, le=LAST_SECOND)]
"""Since 1970."""
Number: TypeAlias = Annotated[int, Meta(ge=1)]


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="line"):
    """A line that says what it is."""


class Header(_Line, frozen=True, tag="ledger"):
    """The first line."""

    format: int
    deck: Name
    name: Name
    written_by: str = ""


class Release(_Line, frozen=True, tag="release"):
    """A release that members may have."""

    version: Name
    time: Seconds
    arrangement: str = ""
    """Hash of the order of cards, decks and description: what only a first import notices."""
    day: str = ""
    """The author's own day then, as `2026-11-24`; empty where only a package knows the release."""


class Again(_Line, frozen=True, tag="again"):
    """A package of some released notes alone, which members may have: see `building.again`."""

    guids: tuple[Name, ...]
    time: Seconds


class ReleasedNoteType(_Line, frozen=True, tag="note_type"):
    """A note type as it was last released."""

    kind: Name
    id: Number
    """By which Anki knows it."""
    hash: Name
    mod: Seconds
    """As in the last package."""
    fields: tuple[tuple[int, str], ...]
    """The frozen list of pinned field ids, each with its language-free name."""
    templates: tuple[tuple[int, str], ...]
    """The frozen list of pinned template ids, each with its name in Anki."""
    labels: tuple[str, ...]
    """The fields' names in Anki, in the order of `fields`."""
    fronts: tuple[str, ...]
    """The front templates, in the order of `templates`: what each card asks."""
    cloze: bool = False
    shape: Number = 1


class ReleasedNote(_Line, frozen=True, tag="note"):
    """A note as it was last released."""

    id: Name
    guid: Name
    kind: Name
    content: Content
    mod: Seconds
    """As in the last package."""
    revision: str
    """The release in which it last changed hard."""
    since: Name
    """The release that had it first."""
    title: str
    cards: dict[int, str]
    """The numbers of its cards, from 1 → in a cloze, a short hash of what each hides."""
    shape: Number = 1
    subdeck: str = ""
    """Where its cards were put, below the deck's name; empty for the deck itself."""
    retired: str = ""
    """The release that no longer has it; empty while it lives."""
    partial: bool = False
    """Whether some members have it and others not: it moved in, or one of two branches released it."""


class TagSet(_Line, frozen=True, tag="tags"):
    """Tags that some notes were given together."""

    key: Name
    names: tuple[str, ...]


class Sum(_Line, frozen=True, tag="sum"):
    """The last line."""

    digits: str


class Given(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """What one release gave of a note or a note type, where it differs from what was given before."""

    of: str | int
    """A note's guid, or a note type's id."""
    release: str
    """Its name; with a `+` after it for a draft built after it."""
    form: Number
    """The version of the canonical form that is hashed: `given.FORM`."""
    hashes: str
    """Of a note's fields in Anki's order, of a note type's style and templates; parted by commas: empty where nothing
    changed, `-` for an empty field. Those beyond the last that changed are left out."""
    tags: str = ""
    """The key of a note's `TagSet`; empty where nothing changed."""


class Ledger(Struct, frozen=True):
    """Everything that was ever released of a deck."""

    deck: str = ""
    """The deck's id; empty where nothing was released yet."""
    name: str = ""
    """The deck's name in the last release."""
    releases: tuple[Release, ...] = ()
    """Oldest first."""
    note_types: Mapping[TypeKey, ReleasedNoteType] = MappingProxyType({})
    notes: Mapping[str, ReleasedNote] = MappingProxyType({})
    """By the author's id; retired ones too."""
    again: tuple[Again, ...] = ()
    given: tuple[Given, ...] = ()
    """In the order of the releases."""
    tags: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """The tag sets that `given` names, by their keys."""
    path: str = ""
    """The file, as the author would type it."""
    written_by: str = ""
    """The version of deckgen that wrote it last."""

    @property
    def last(self) -> Release | None:
        """The last release, or None."""
        return self.releases[-1] if self.releases else None

    @property
    def is_partial(self) -> bool:
        """Whether some members lack a note that others have."""
        return any(note.partial for note in self.notes.values())

    @property
    def latest_time(self) -> int:
        """The latest time that members may have seen, in seconds; 0 where nothing was released."""
        times = (
            *(release.time for release in self.releases),
            *(again.time for again in self.again),
            *(note_type.mod for note_type in self.note_types.values()),
            *(note.mod for note in self.notes.values()),
        )
        return max(times, default=0)


def timestamp(seconds: int) -> str:
    """Seconds since 1970 as `2026-11-24T07:35:23Z`."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def released_type(note_type: NoteType, digits: str, mod: int) -> ReleasedNoteType:
    """A note type as a release has it, with its hash and its time."""
    return ReleasedNoteType(
        kind=note_type.kind,
        shape=note_type.shape,
        id=note_type.id,
        hash=digits,
        mod=mod,
        fields=tuple((f.id, column) for f, column in zip(note_type.fields, note_type.columns, strict=True)),
        templates=tuple((t.id, t.name) for t in note_type.templates),
        labels=tuple(f.name for f in note_type.fields),
        fronts=tuple(t.front for t in note_type.templates),
        cloze=note_type.cloze,
    )
