"""The ledger, `cards/released.jsonl`: what members already have.

JSON lines, one a release, a note type and a note, sorted, keys in a fixed order: git merges it line by line, and its
diff says which fields a release changed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FORMAT = (1, 0)
"""Major and minor. A newer minor may add keys and kinds of lines, which are kept; another major is refused."""


@dataclass(frozen=True, slots=True)
class Release:
    """A release that members may have."""

    version: str
    time: int
    """Seconds since 1970."""
    arrangement: str = ""
    """Hash of the order of cards, decks and description: what only a first import notices."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Keys of a newer minor version, kept."""


@dataclass(frozen=True, slots=True)
class ReleasedNoteType:
    """A note type as it was last released."""

    kind: str
    hash: str
    mod: int
    """Seconds since 1970, as in the last package."""
    fields: tuple[tuple[int, str], ...]
    """The frozen list of pinned field ids, each with its language-free name."""
    templates: tuple[tuple[int, str], ...]
    """The frozen list of pinned template ids, each with its name in Anki."""
    labels: tuple[str, ...] = ()
    """The fields' names in Anki, in the order of `fields`; empty where the ledger does not say."""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReleasedNote:
    """A note as it was last released."""

    id: str
    kind: str
    hash: str
    """Of its fields and tags."""
    mod: int
    """Seconds since 1970, as in the last package."""
    title: str
    since: str
    """The release that had it first."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Column name → short hash, of each field that is not empty."""
    subdeck: str = ""
    """Where its cards were put, below the deck's name; empty for the deck itself."""
    retired: str = ""
    """The release that no longer has it; empty while it lives."""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything that was ever released of a deck."""

    deck: str = ""
    """The deck's id; empty where nothing was released yet."""
    name: str = ""
    """The deck's name in the last release."""
    releases: tuple[Release, ...] = ()
    """Oldest first."""
    note_types: Mapping[str, ReleasedNoteType] = field(default_factory=dict)
    """By kind."""
    notes: Mapping[str, ReleasedNote] = field(default_factory=dict)
    """By the author's id; retired ones too."""
    path: str = ""
    """The file, as the author would type it."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    minor: int = FORMAT[1]
    """The minor version of the format: the file's own, where that is newer."""
    other_lines: tuple[str, ...] = ()
    """Lines of a newer minor version, kept as they are."""

    @property
    def last(self) -> Release | None:
        """The last release, or None."""
        return self.releases[-1] if self.releases else None

    @property
    def latest_time(self) -> int:
        """The latest time that members may have seen, in seconds; 0 where nothing was released."""
        return max(
            (
                *(release.time for release in self.releases),
                *(note_type.mod for note_type in self.note_types.values()),
                *(note.mod for note in self.notes.values()),
            ),
            default=0,
        )


def format_ledger(ledger: Ledger) -> str:
    """The ledger as the text of its file; reading it gives the same ledger."""
    return "".join(f"{line}\n" for line in _lines(ledger))


def timestamp(seconds: int) -> str:
    """Seconds since 1970 as `2026-11-24T07:35:23Z`."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _lines(ledger: Ledger) -> Iterator[str]:
    yield _line({"ledger": f"{FORMAT[0]}.{ledger.minor}", "deck": ledger.deck, "name": ledger.name}, ledger.extra)
    for release in ledger.releases:
        made = {"release": release.version, "time": timestamp(release.time), "arrangement": release.arrangement}
        yield _line(made, release.extra)
    for _, kept in sorted(ledger.note_types.items()):
        ids: dict[str, Any] = {name: [list(pair) for pair in getattr(kept, name)] for name in ("fields", "templates")}
        ids |= {"labels": list(kept.labels)} if kept.labels else {}
        yield _line({"note_type": kept.kind, "hash": kept.hash, "mod": kept.mod, **ids}, kept.extra)
    for _, note in sorted(ledger.notes.items()):
        line: dict[str, Any] = {"note": note.id, "kind": note.kind, "hash": note.hash, "mod": note.mod}
        line |= {"since": note.since}
        line |= {"retired": note.retired} if note.retired else {}
        line |= {"subdeck": note.subdeck} if note.subdeck else {}
        line |= {"title": note.title, "fields": dict(note.fields)}
        yield _line(line, note.extra)
    yield from ledger.other_lines


def _line(known: dict[str, Any], extra: Mapping[str, Any]) -> str:
    return json.dumps({**known, **extra}, ensure_ascii=False, separators=(", ", ": "))
