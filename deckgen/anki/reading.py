"""A package's collection to a snapshot: both of Anki's schemas."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from deckgen.anki import limits
from deckgen.anki.archive import PackageArchive
from deckgen.anki.database import Collection, open_collection
from deckgen.anki.note_types import note_types_of, read_models
from deckgen.anki.protobuf import parse_message, text
from deckgen.anki.snapshot import ID_FIELD, Snapshot, SnapshotNote, SnapshotNoteType
from deckgen.anki.titles import title_of


def read_package(path: Path, *, media: bool = True) -> Snapshot:
    """Read an `.apkg` of any tool, in the old format (`collection.anki2`, `.anki21`) or the new one (`.anki21b`).

    Raises:
        DeckgenError: It cannot be read, is broken, or unpacks to more than any real deck.
    """
    with PackageArchive(path) as archive:
        return read_open(archive, archive.media() if media else {})


def read_open(archive: PackageArchive, media: Mapping[str, str] = MappingProxyType({})) -> Snapshot:
    """Read an open package; raises what `read_package` does."""
    with open_collection(archive) as collection:
        return _Reader(collection).snapshot(media)


_FIRST_ID = 1_000_000_000_000
"""Anki makes ids of the time, in milliseconds; smaller ones are somebody else's."""
_NEW = 0
"""The type of a card that was never studied: its `due` is its place among the new ones."""


class _Card(NamedTuple):
    ordinal: int
    deck: str
    place: int | None
    """Among the new cards; None where it was studied."""


class _Reader:
    def __init__(self, collection: Collection) -> None:
        self._path = collection.path
        self._rows = collection.rows
        self._tables = collection.tables
        self._collection = collection

    def snapshot(self, media: Mapping[str, str]) -> Snapshot:
        if not {"col", "notes", "cards"} <= self._tables:
            raise ValueError("tables are missing")
        is_new = "notetypes" in self._tables
        types = note_types_of(read_models(self._collection) if is_new else self._json("models"), self._path)
        described = self._read_decks() if is_new else self._json("decks")
        decks = {int(number): str(deck["name"]) for number, deck in described.items()}
        notes, used = self._notes(types, decks)
        names = sorted(used, key=lambda name: (name.count("::"), name))
        with_notes = {note.note_type for note in notes}
        return Snapshot(
            name=names[0] if names else "",
            notes=notes,
            note_types={number: note_type for number, note_type in types.items() if number in with_notes},
            media=media,
            descriptions={str(deck["name"]): str(deck["desc"]) for deck in described.values() if deck.get("desc")},
        )

    def _read_decks(self) -> dict[str | int, Any]:
        """The decks of the newer schema as the older one has them."""
        return {
            number: {"name": str(name).replace("\x1f", "::"), "desc": _normal_description(kind)}
            for number, name, kind in self._rows("SELECT id, name, kind FROM decks")
        }

    def _notes(
        self, types: dict[int, SnapshotNoteType], decks: dict[int, str]
    ) -> tuple[tuple[SnapshotNote, ...], set[str]]:
        rows = self._bounded_notes()
        cards: dict[int, list[_Card]] = {number: [] for number in rows}
        for note, ordinal, deck, due, original, original_due, stage in self._rows(
            "SELECT nid, ord, did, due, odid, odue, type FROM cards"
        ):
            if note in cards:
                place = int(original_due if original else due) if stage == _NEW else None
                cards[note].append(_Card(ordinal, decks.get(original or deck, ""), place))
        id_fields = {n: t.fields.index(ID_FIELD) for n, t in types.items() if ID_FIELD in t.fields}
        found: list[tuple[int | None, SnapshotNote]] = []
        used: set[str] = set()
        for number in sorted(rows):
            note = rows[number]
            own = sorted(cards[number])
            names = tuple(dict.fromkeys(card.deck for card in own))
            used.update(names)
            at = id_fields.get(note.note_type, len(note.fields))
            id_ = note.fields[at] if at < len(note.fields) else ""
            title = title_of(note.fields[:1], id_) if id_ else title_of(note.fields, "—")
            found.append((own[0].place if own else 0, note._replace(title=title, id=id_, decks=names, cards=len(own))))
        if all(place is not None for place, _ in found):  # else it is not known where studied cards were
            found.sort(key=lambda pair: pair[0] or 0)
        return tuple(note for _, note in found), used

    def _bounded_notes(self) -> dict[int, SnapshotNote]:
        """The rows of the notes by their ids."""
        found: dict[int, SnapshotNote] = {}
        weight = 0
        rows = self._rows("SELECT id, guid, mid, mod, tags, flds FROM notes", limits.MAX_NOTES)
        for number, guid, note_type, mod, tags, flds in rows:
            written = str(flds)
            weight += len(written) + len(str(tags)) + limits.FIELD_WEIGHT * written.count("\x1f")
            if weight > limits.MAX_TEXT:
                raise limits.refusal(self._path, limits.MAX_TEXT, "characters")
            found[number] = SnapshotNote(
                guid=str(guid),
                note_type=int(note_type),
                fields=tuple(written.split("\x1f")),
                tags=tuple(sorted(str(tags).split())),
                title="",
                mod=int(mod),
                made=number // 1000 if type(number) is int and number > _FIRST_ID else 0,
            )
        return found

    def _json(self, column: str) -> dict[str | int, Any]:
        written = next((value for (value,) in self._rows(f"SELECT {column} FROM col")), "")  # noqa: S608 - one of two
        value = limits.load_json(written, self._path)
        if not isinstance(value, dict):
            raise TypeError(column)
        return value


def _normal_description(kind: object) -> str:
    """A deck's description, of the newer schema: field 4 of what its message says of a deck that is not filtered."""
    normal = parse_message(kind).get(1, [b""])[0] if isinstance(kind, bytes) else b""
    return text(parse_message(normal), 4) if isinstance(normal, bytes) else ""
