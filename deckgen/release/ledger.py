"""The ledger, `cards/released.jsonl`: what members already have.

JSON lines: a header, one line for each release, note type and note, sorted, keys in a fixed order, and last the number
and the sum of the lines above. Its diff says which fields a release changed; a line that is lost or stands twice is
noticed.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from deckgen._version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from deckgen.release.content import Content

FORMAT = 1
"""Of the file. A ledger of a newer format is refused: half understood, it would cost members what they wrote."""
TypeKey: TypeAlias = tuple[str, int]
"""A note type's kind and shape."""


class Release(NamedTuple):
    """A release that members may have."""

    version: str
    time: int
    """Seconds since 1970."""
    arrangement: str = ""
    """Hash of the order of cards, decks and description: what only a first import notices."""


class ReleasedNoteType(NamedTuple):
    """A note type as it was last released."""

    kind: str
    id: int
    """By which Anki knows it."""
    hash: str
    mod: int
    """Seconds since 1970, as in the last package."""
    fields: tuple[tuple[int, str], ...]
    """The frozen list of pinned field ids, each with its language-free name."""
    templates: tuple[tuple[int, str], ...]
    """The frozen list of pinned template ids, each with its name in Anki."""
    labels: tuple[str, ...]
    """The fields' names in Anki, in the order of `fields`."""
    shape: int = 1


class ReleasedNote(NamedTuple):
    """A note as it was last released."""

    id: str
    kind: str
    content: Content
    mod: int
    """Seconds since 1970, as in the last package."""
    revision: str
    """The release in which it last changed hard."""
    since: str
    """The release that had it first."""
    title: str
    shape: int = 1
    guid: str = ""
    """Only where the author wrote one; else it follows from the ids."""
    subdeck: str = ""
    """Where its cards were put, below the deck's name; empty for the deck itself."""
    retired: str = ""
    """The release that no longer has it; empty while it lives."""
    cards: Mapping[int, str] = MappingProxyType({})
    """The numbers of its cards, from 1 → in a cloze, a short hash of what each hides."""
    fields: Mapping[str, str] = MappingProxyType({})
    """Column name → short hash, of each field that is not empty."""


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
            *(note_type.mod for note_type in self.note_types.values()),
            *(note.mod for note in self.notes.values()),
        )
        return max(times, default=0)


@cache
def versions() -> Mapping[str, str]:
    """The versions of deckgen and of what makes HTML for it, for the ledger's header."""
    from importlib import metadata

    return {"deckgen": __version__, **{name: metadata.version(name) for name in ("comrak-ext", "pygments")}}


def format_ledger(ledger: Ledger) -> str:
    """The ledger as the text of its file; reading it gives the same ledger."""
    lines = list(_lines(ledger))
    lines.append(_line({"lines": len(lines), "sum": sum_of(lines)}))
    return "".join(f"{line}\n" for line in lines)


def sum_of(lines: Iterable[str]) -> str:
    """The sum of the lines above the last one, 16 hexadecimal digits."""
    digest = hashlib.blake2b(digest_size=8)
    for line in lines:
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def timestamp(seconds: int) -> str:
    """Seconds since 1970 as `2026-11-24T07:35:23Z`."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _lines(ledger: Ledger) -> Iterator[str]:
    yield _line({"ledger": FORMAT, "deck": ledger.deck, "name": ledger.name, "written_by": dict(ledger.written_by)})
    for release in ledger.releases:
        yield _line({"release": release.version, "time": timestamp(release.time), "arrangement": release.arrangement})
    for _, kept in sorted(ledger.note_types.items()):
        line = {"note_type": kept.kind, **_shape(kept.shape), "id": kept.id, "hash": kept.hash, "mod": kept.mod}
        ids = {name: [list(pair) for pair in getattr(kept, name)] for name in ("fields", "templates")}
        yield _line({**line, **ids, "labels": list(kept.labels)})
    for _, note in sorted(ledger.notes.items()):
        yield _line(_note(note))


def _note(note: ReleasedNote) -> dict[str, Any]:
    rare = {"guid": note.guid, "subdeck": note.subdeck, "retired": note.retired}
    return {
        "note": note.id,
        "kind": note.kind,
        **_shape(note.shape),
        **note.content._asdict(),
        "mod": note.mod,
        "revision": note.revision,
        "since": note.since,
        **{key: value for key, value in rare.items() if value},
        "title": note.title,
        "cards": {str(number): digits for number, digits in note.cards.items()},
        "fields": dict(note.fields),
    }


def _shape(shape: int) -> dict[str, Any]:
    return {"shape": shape} if shape > 1 else {}


def _line(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(", ", ": "))
