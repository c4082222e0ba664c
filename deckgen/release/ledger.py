"""The ledger, `cards/released.jsonl`: what members have, and everything that they were ever given.

JSON lines, each of one thing: a header; one line for each release, note type and note, sorted; then, in the order in
which it was given, what members were given (see `given`); last the number and the sum of the lines above. A release
changes the lines of what it changed and appends what it gave, so a diff of the ledger says what a release did, and a
line that was lost, doubled or edited is noticed. `ledger_file` reads and writes it.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from types import MappingProxyType
from typing import Annotated, NamedTuple, TypeAlias

import msgspec
from msgspec import Meta

from deckgen._version import __version__
from deckgen.model import NoteType
from deckgen.model.diagnostics import Finding, finding
from deckgen.release.content import Content

FORMAT = 1
"""A ledger of another format is refused: half understood, it would cost members what they wrote."""
LAST_SECOND = 253_402_300_799 - 366 * 86_400
"""The end of the year 9998: a later time could not be followed by one that can be written as a date."""
_IMPORT = "import"
"""The only key of the first line while an import writes its deck: what is there then is not what members have."""
TypeKey: TypeAlias = tuple[str, int]
"""A note type's kind and shape."""
Name: TypeAlias = Annotated[str, Meta(min_length=1)]
Seconds: TypeAlias = Annotated[int, Meta(ge=1, le=LAST_SECOND)]
"""Since 1970."""
Number: TypeAlias = Annotated[int, Meta(ge=1)]


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"format": "ledger"}):
    """The first line."""

    format: int
    deck: Name
    name: Name
    written_by: dict[str, str]


class Release(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"version": "release"}):
    """A release that members may have."""

    version: Name
    time: Seconds
    arrangement: str = ""
    """Hash of the order of cards, decks and description: what only a first import notices."""
    day: str = ""
    """The author's own day then, as `2026-11-24`; empty where only a package knows the release."""


class Again(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"guids": "again"}):
    """A package of some released notes alone, which members may have: see `building.again`."""

    guids: tuple[Name, ...]
    time: Seconds


class ReleasedNoteType(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A note type as it was last released."""

    kind: Name = msgspec.field(name="note_type")
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


class ReleasedNote(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A note as it was last released."""

    id: Name = msgspec.field(name="note")
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


class GivenNote(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What one release gave of one note, where it differs from what was given before."""

    guid: Name
    release: str
    """Its name; with a `+` after it for a draft built after it."""
    form: Number
    """The version of the canonical form that is hashed: `given.FORM`."""
    fields: str
    """The hashes in the order of Anki's fields, parted by commas: empty where nothing changed, `-` for an empty field.
    Fields beyond the last that changed are left out."""
    tags: str
    """The key of a `TagSet`; empty where nothing changed."""


class GivenLook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one release gave of a note type, where it differs from what was given before."""

    kind: Name = msgspec.field(name="look")
    shape: Number
    release: str
    form: Number
    style: str
    templates: tuple[str, ...]


class TagSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Tags that some notes were given together."""

    key: Name = msgspec.field(name="tags")
    names: tuple[str, ...]


class Trailer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The last line."""

    lines: int
    sum: str


Line: TypeAlias = Header | Release | Again | ReleasedNoteType | ReleasedNote | GivenNote | GivenLook | TagSet | Trailer


class Ledger(NamedTuple):
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
    given: tuple[GivenNote, ...] = ()
    """In the order of the releases."""
    looks: tuple[GivenLook, ...] = ()
    tags: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """The tag sets that `given` names, by their keys."""
    path: str = ""
    """The file, as the author would type it."""
    written_by: Mapping[str, str] = MappingProxyType({})
    """The versions of deckgen and of what renders, when it was last written."""
    partial: frozenset[str] = frozenset()
    """The ids of notes that some members have and others not, where several ledgers were united; not in the file."""

    @property
    def last(self) -> Release | None:
        """The last release, or None."""
        return self.releases[-1] if self.releases else None

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


@cache
def versions() -> Mapping[str, str]:
    """The versions of deckgen and of what makes HTML for it, for the ledger's header."""
    from importlib import metadata  # loads email and csv, which only a release waits for

    return {"deckgen": __version__, **{name: metadata.version(name) for name in ("comrak-ext", "pygments")}}


def timestamp(seconds: int) -> str:
    """Seconds since 1970 as `2026-11-24T07:35:23Z`."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def import_mark(names: Iterable[str]) -> str:
    """The ledger's first line while an import writes these files, by their paths next to the cards folder."""
    return msgspec.json.encode({_IMPORT: [*names]}).decode() + "\n"


def stopped_import(first: str) -> Finding | None:
    """What to report of a ledger that begins with `import_mark`: an import was stopped."""
    if not first.startswith(f'{{"{_IMPORT}":'):
        return None
    return finding(
        "bad-ledger.importing",
        "an import was stopped before its end: no one knows what members have of its cards",
        "delete the files that this line names and then this line, or the whole file if it is all, and import again",
    )
