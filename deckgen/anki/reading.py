"""A package's collection to a snapshot: both of Anki's schemas."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from deckgen.anki.archive import PackageArchive
from deckgen.anki.database import MAX_NOTES, MAX_TEXT, open_collection
from deckgen.anki.protobuf import parse_message, text
from deckgen.anki.snapshot import ID_FIELD, Snapshot, SnapshotNote, SnapshotNoteType, SnapshotTemplate
from deckgen.anki.titles import title_of

if TYPE_CHECKING:
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
        files = archive.media() if media else {}
        with open_collection(archive) as collection:
            return _Reader(collection, archive).snapshot(files)


def read_decks(path: Path) -> dict[int, str]:
    """The decks of a package: id → name, with `::` between the parts.

    Args:
        path: An `.apkg`; see `read_package`.
    """
    with PackageArchive(path) as archive, open_collection(archive) as collection:
        return _Reader(collection, archive).decks()


class _Reader:
    def __init__(self, collection: Collection, archive: PackageArchive) -> None:
        self._rows = collection.rows
        self._tables = collection.tables
        self._archive = archive

    def snapshot(self, media: dict[str, str]) -> Snapshot:
        if not {"col", "notes", "cards"} <= self._tables:
            raise ValueError("tables are missing")
        types = self._new_types() if "notetypes" in self._tables else self._old_types()
        decks = self.decks()
        notes, used = self._notes(types, decks)
        names = sorted(used, key=lambda name: (name.count("::"), name))
        return Snapshot(
            name=names[0] if names else "",
            notes=notes,
            note_types={
                number: note_type for number, note_type in types.items() if number in {n.note_type for n in notes}
            },
            media=media,
        )

    def decks(self) -> dict[int, str]:
        return self._new_decks() if "notetypes" in self._tables else self._old_decks()

    def _notes(
        self, types: dict[int, SnapshotNoteType], decks: dict[int, str]
    ) -> tuple[tuple[SnapshotNote, ...], set[str]]:
        places: dict[int, tuple[list[str], int, int]] = {}
        used: set[str] = set()
        for note, deck, due, original in self._rows("SELECT nid, did, due, odid FROM cards ORDER BY nid, ord"):
            name = decks.get(original or deck, "")
            used.add(name)
            names, count, first = places.get(note, ([], 0, due))
            places[note] = ([*names, name] if name not in names else names, count + 1, first)
        id_fields = {n: t.fields.index(ID_FIELD) for n, t in types.items() if ID_FIELD in t.fields}
        found: list[tuple[int, SnapshotNote]] = []
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
            found.append((int(due), note))
        return tuple(note for _, note in sorted(found, key=lambda pair: pair[0])), used

    def _old_types(self) -> dict[int, SnapshotNoteType]:
        models = self._json("models")
        return {
            int(number): SnapshotNoteType(
                id=int(number),
                name=str(model["name"]),
                fields=tuple(str(f["name"]) for f in sorted(model["flds"], key=lambda f: f["ord"])),
                templates=tuple(
                    SnapshotTemplate(str(t["name"]), str(t["qfmt"]), str(t["afmt"]))
                    for t in sorted(model["tmpls"], key=lambda t: t["ord"])
                ),
                css=str(model.get("css", "")),
                mod=int(model.get("mod", 0)),
            )
            for number, model in models.items()
        }

    def _old_decks(self) -> dict[int, str]:
        return {int(number): str(deck["name"]) for number, deck in self._json("decks").items()}

    def _json(self, column: str) -> dict[str, Any]:
        written = next((value for (value,) in self._rows(f"SELECT {column} FROM col")), "")  # noqa: S608 - one of two
        value = json.loads(written)
        if not isinstance(value, dict):
            raise TypeError(column)
        return value

    def _new_types(self) -> dict[int, SnapshotNoteType]:
        fields: dict[int, list[str]] = {}
        for number, name in self._rows("SELECT ntid, name FROM fields ORDER BY ntid, ord"):
            fields.setdefault(number, []).append(str(name))
        templates: dict[int, list[SnapshotTemplate]] = {}
        rows = self._rows("SELECT ntid, name, config FROM templates ORDER BY ntid, ord")
        for number, name, config in rows:
            message = parse_message(config)
            templates.setdefault(number, []).append(SnapshotTemplate(str(name), text(message, 1), text(message, 2)))
        return {
            number: SnapshotNoteType(
                id=number,
                name=str(name),
                fields=tuple(fields.get(number, [])),
                templates=tuple(templates.get(number, [])),
                css=text(parse_message(config), 3),
                mod=int(mod),
            )
            for number, name, mod, config in self._rows("SELECT id, name, mtime_secs, config FROM notetypes")
        }

    def _new_decks(self) -> dict[int, str]:
        rows = self._rows("SELECT id, name FROM decks")
        return {number: str(name).replace("\x1f", "::") for number, name in rows}
