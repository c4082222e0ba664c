"""A package's collection to a snapshot: both of Anki's schemas."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from msgspec.structs import replace

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
        if not {"col", "notes", "cards"} <= collection.tables:
            raise ValueError("tables are missing")
        is_new = "notetypes" in collection.tables
        types = note_types_of(read_models(collection) if is_new else _json(collection, "models"), archive.path)
        described = _read_decks(collection) if is_new else _json(collection, "decks")
        notes = _notes(collection, types, {int(number): str(deck["name"]) for number, deck in described.items()})
        names = {name for note in notes for name in note.decks}
        used = {note.note_type for note in notes}
        return Snapshot(
            name=min(names, key=lambda name: (name.count("::"), name), default=""),
            notes=notes,
            note_types={number: note_type for number, note_type in types.items() if number in used},
            media=media,
            descriptions={str(deck["name"]): str(deck["desc"]) for deck in described.values() if deck.get("desc")},
        )


_FIRST_ID = 1_000_000_000_000
"""Anki makes ids of the time, in milliseconds; smaller ones are somebody else's."""
_NEW = 0
"""The type of a card that was never studied: its `due` is its place among the new ones."""


class _Card(NamedTuple):
    ordinal: int
    deck: str
    place: int | None
    """Among the new cards; None where it was studied."""


def _read_decks(collection: Collection) -> dict[str | int, Any]:
    """The decks of the newer schema as the older one has them."""
    return {
        number: {"name": str(name).replace("\x1f", "::"), "desc": _normal_description(kind)}
        for number, name, kind in collection.rows("SELECT id, name, kind FROM decks")
    }


def _notes(
    collection: Collection, types: dict[int, SnapshotNoteType], decks: dict[int, str]
) -> tuple[SnapshotNote, ...]:
    rows = _bounded_notes(collection)
    cards: dict[int, list[_Card]] = {number: [] for number in rows}
    for note, ordinal, deck, due, original, original_due, stage in collection.rows(
        "SELECT nid, ord, did, due, odid, odue, type FROM cards"
    ):
        if note in cards:
            place = int(original_due if original else due) if stage == _NEW else None
            cards[note].append(_Card(ordinal, decks.get(original or deck, ""), place))
    id_fields = {n: t.fields.index(ID_FIELD) for n, t in types.items() if ID_FIELD in t.fields}
    found: list[tuple[int | None, SnapshotNote]] = []
    for number in sorted(rows):
        note = rows[number]
        own = sorted(cards[number])
        names = tuple(dict.fromkeys(card.deck for card in own))
        at = id_fields.get(note.note_type, len(note.fields))
        id_ = note.fields[at] if at < len(note.fields) else ""
        title = title_of(note.fields[:1], id_) if id_ else title_of(note.fields, "—")
        found.append((own[0].place if own else 0, replace(note, title=title, id=id_, decks=names, cards=len(own))))
    if all(place is not None for place, _ in found):  # else it is not known where studied cards were
        found.sort(key=lambda pair: pair[0] or 0)
    return tuple(note for _, note in found)


def _bounded_notes(collection: Collection) -> dict[int, SnapshotNote]:
    """The rows of the notes by their ids."""
    found: dict[int, SnapshotNote] = {}
    weight = 0
    rows = collection.rows("SELECT id, guid, mid, mod, tags, flds FROM notes", limits.MAX_NOTES)
    for number, guid, note_type, mod, tags, flds in rows:
        written = str(flds)
        weight += len(written) + len(str(tags)) + limits.FIELD_WEIGHT * written.count("\x1f")
        if weight > limits.MAX_TEXT:
            raise limits.refusal(collection.path, limits.MAX_TEXT, "characters")
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


def _json(collection: Collection, column: str) -> dict[str | int, Any]:
    written = next((value for (value,) in collection.rows(f"SELECT {column} FROM col")), "")  # noqa: S608 - one of two
    value = limits.load_json(written, collection.path)
    if not isinstance(value, dict):
        raise TypeError(column)
    return value


def _normal_description(kind: object) -> str:
    """A deck's description, of the newer schema: field 4 of what its message says of a deck that is not filtered."""
    normal = parse_message(kind).get(1, [b""])[0] if isinstance(kind, bytes) else b""
    return text(parse_message(normal), 4) if isinstance(normal, bytes) else ""
