"""A package's collection to a snapshot: both of Anki's schemas."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from deckgen.anki.archive import PackageArchive
from deckgen.anki.database import MAX_NOTES, MAX_TEXT, open_collection
from deckgen.anki.note_types import new_types, old_types
from deckgen.anki.protobuf import messages, parse_message, text
from deckgen.anki.snapshot import ID_FIELD, Snapshot, SnapshotNote, SnapshotNoteType
from deckgen.anki.titles import title_of
from deckgen.anki.whole_json import load_whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from deckgen.anki.database import Collection


def read_package(path: Path, *, media: bool = True) -> Snapshot:
    """Read an Anki package.

    Args:
        path: An `.apkg` of any tool, in the old format (`collection.anki2`, `.anki21`) or the new one (`.anki21b`).
        media: Whether to read the media too.

    Raises:
        DeckgenError: It cannot be read, is broken, or unpacks to more than any real deck.
    """
    with PackageArchive(path) as archive:
        return read_open(archive, archive.media() if media else {})


def read_open(archive: PackageArchive, media: Mapping[str, str] = MappingProxyType({})) -> Snapshot:
    """Read an open package.

    Args:
        archive: The package.
        media: What its snapshot is to say of its media.

    Raises:
        DeckgenError: As for `read_package`.
    """
    with open_collection(archive) as collection:
        return _Reader(collection, archive).snapshot(media)


def read_decks(path: Path) -> dict[int, str]:
    """The decks of a package: id → name, with `::` between the parts.

    Args:
        path: An `.apkg`; see `read_package`.
    """
    with PackageArchive(path) as archive, open_collection(archive) as collection:
        return _Reader(collection, archive).decks()


_NEW = 0
"""The type of a card that was never studied: its `due` is its place among the new ones."""


class _Reader:
    def __init__(self, collection: Collection, archive: PackageArchive) -> None:
        self._collection = collection
        self._rows = collection.rows
        self._tables = collection.tables
        self._archive = archive

    def snapshot(self, media: Mapping[str, str]) -> Snapshot:
        if not {"col", "notes", "cards"} <= self._tables:
            raise ValueError("tables are missing")
        types = new_types(self._collection) if "notetypes" in self._tables else old_types(self._json("models"))
        decks = self.decks()
        notes, used = self._notes(types, decks)
        names = sorted(used, key=lambda name: (name.count("::"), name))
        with_notes = {note.note_type for note in notes}
        return Snapshot(
            name=names[0] if names else "",
            notes=notes,
            note_types={number: note_type for number, note_type in types.items() if number in with_notes},
            media=media,
            descriptions=self._descriptions(decks),
        )

    def decks(self) -> dict[int, str]:
        return self._new_decks() if "notetypes" in self._tables else self._old_decks()

    def _descriptions(self, decks: dict[int, str]) -> dict[str, str]:
        if "notetypes" in self._tables:
            kinds = self._rows("SELECT id, kind FROM decks")
            said = {number: _normal_description(kind) for number, kind in kinds if isinstance(kind, bytes)}
        else:
            said = {int(number): str(deck.get("desc") or "") for number, deck in self._json("decks").items()}
        return {decks[number]: html for number, html in said.items() if html and number in decks}

    def _notes(
        self, types: dict[int, SnapshotNoteType], decks: dict[int, str]
    ) -> tuple[tuple[SnapshotNote, ...], set[str]]:
        places: dict[int, tuple[list[str], int, int | None]] = {}
        used: set[str] = set()
        cards = self._rows("SELECT nid, did, due, odid, odue, type, data FROM cards ORDER BY nid, ord")
        for note, deck, due, original, original_due, stage, data in cards:
            name = decks.get(original or deck, "")
            used.add(name)
            if note not in places:
                new = original_due if original else due
                places[note] = ([name], 1, int(new) if stage == _NEW else _position(data))
            else:
                names, count, first = places[note]
                places[note] = ([*names, name] if name not in names else names, count + 1, first)
        id_fields = {n: t.fields.index(ID_FIELD) for n, t in types.items() if ID_FIELD in t.fields}
        found: list[tuple[int | None, SnapshotNote]] = []
        text = 0
        rows = self._rows("SELECT id, guid, mid, mod, tags, flds FROM notes ORDER BY id", MAX_NOTES)
        for number, guid, note_type, mod, tags, flds in rows:
            text += len(str(flds))
            if text > MAX_TEXT:
                raise self._archive.refused("text", most=MAX_TEXT >> 20)
            fields = tuple(str(flds).split("\x1f"))
            names, count, due = places.get(number, ([], 0, 0))
            at = id_fields.get(note_type, len(fields))
            id_ = fields[at] if at < len(fields) else ""
            note = SnapshotNote(
                guid=str(guid),
                note_type=int(note_type),
                fields=fields,
                tags=tuple(sorted(str(tags).split())),
                title=title_of(fields[:1], id_) if id_ else title_of(fields, "—"),
                id=id_,
                mod=int(mod),
                decks=tuple(names),
                cards=count,
            )
            found.append((due, note))
        if all(due is not None for due, _ in found):  # else of studied cards nobody knows where they stood
            found.sort(key=lambda pair: pair[0] or 0)
        return tuple(note for _, note in found), used

    def _old_decks(self) -> dict[int, str]:
        return {int(number): str(deck["name"]) for number, deck in self._json("decks").items()}

    def _json(self, column: str) -> dict[str, Any]:
        written = next((value for (value,) in self._rows(f"SELECT {column} FROM col")), "")  # noqa: S608 - one of two
        value = load_whole(written)
        if not isinstance(value, dict):
            raise TypeError(column)
        return value

    def _new_decks(self) -> dict[int, str]:
        rows = self._rows("SELECT id, name FROM decks")
        return {number: str(name).replace("\x1f", "::") for number, name in rows}


def _normal_description(kind: bytes) -> str:
    """A deck's description, of the newer schema: field 4 of what its message says of a deck that is not filtered."""
    normal = messages(parse_message(kind), 1)
    return text(normal[0], 4) if normal else ""


def _position(data: object) -> int | None:
    """Where a studied card stood among the new ones, which only newer versions write down."""
    if not isinstance(data, str) or '"pos"' not in data:
        return None
    try:
        position = json.loads(data).get("pos")
    except (ValueError, AttributeError, RecursionError):
        return None
    return position if type(position) is int else None
