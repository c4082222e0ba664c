"""The note types of a collection, of both of Anki's schemas."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deckgen.anki import limits
from deckgen.anki.database import Collection
from deckgen.anki.protobuf import Message, number_of, parse_message, text
from deckgen.anki.settings import FIELD, TEMPLATE, TYPE, read_settings, settings_of
from deckgen.anki.snapshot import SnapshotNoteType, SnapshotTemplate

_CLOZE = 1
_KIND, _CSS, _FRONT, _BACK = 1, 3, 1, 2
_FIELD_ID, _TEMPLATE_ID = 9, 8
"""Numbers of the parts of Anki's messages."""


def old_types(models: Mapping[str, Any], path: Path) -> dict[int, SnapshotNoteType]:
    """The note types of the older schema, in a file: id → note type.

    Raises:
        DeckgenError: They have more fields and templates than any real deck.
    """
    if sum(len(model["flds"]) + len(model["tmpls"]) for model in models.values()) > limits.MAX_PARTS:
        raise limits.refusal(path, limits.MAX_PARTS, "fields and templates")
    return {int(number): _old_type(int(number), model) for number, model in models.items()}


def _old_type(number: int, model: Mapping[str, Any]) -> SnapshotNoteType:
    fields = sorted(model["flds"], key=_place)
    templates = sorted(model["tmpls"], key=_place)
    return SnapshotNoteType(
        id=number,
        name=str(model["name"]),
        fields=tuple(str(f["name"]) for f in fields),
        templates=tuple(SnapshotTemplate(str(t["name"]), str(t["qfmt"]), str(t["afmt"])) for t in templates),
        css=str(model.get("css", "")),
        mod=int(model.get("mod", 0)),
        cloze=model.get("type") == _CLOZE,
        field_ids=tuple(_pinned(f) for f in fields),
        template_ids=tuple(_pinned(t) for t in templates),
        settings=settings_of(model, fields, templates),
    )


def new_types(collection: Collection) -> dict[int, SnapshotNoteType]:
    """The note types of the newer schema: id → note type."""
    fields, templates = (_parts(collection, table) for table in ("fields", "templates"))
    found = {}
    rows = collection.rows("SELECT id, name, mtime_secs, config FROM notetypes", limits.MAX_PARTS)
    for number, name, mod, config in rows:
        message = parse_message(config)
        own_fields, own_templates = fields.get(number, []), templates.get(number, [])
        found[number] = SnapshotNoteType(
            id=number,
            name=str(name),
            fields=tuple(name for name, _ in own_fields),
            templates=tuple(SnapshotTemplate(n, text(m, _FRONT), text(m, _BACK)) for n, m in own_templates),
            css=text(message, _CSS),
            mod=int(mod),
            cloze=number_of(message, _KIND) == _CLOZE,
            field_ids=tuple(number_of(m, _FIELD_ID) for _, m in own_fields),
            template_ids=tuple(number_of(m, _TEMPLATE_ID) for _, m in own_templates),
            settings=settings_of(
                read_settings(message, TYPE),
                [{"name": name, **read_settings(m, FIELD)} for name, m in own_fields],
                [{"name": name, **read_settings(m, TEMPLATE)} for name, m in own_templates],
            ),
        )
    return found


def _parts(collection: Collection, table: str) -> dict[int, list[tuple[str, Message]]]:
    """The fields or the templates of each note type, in their order."""
    found: dict[int, list[tuple[int, str, Message]]] = {}
    rows = collection.rows(f"SELECT ntid, ord, name, config FROM {table}", limits.MAX_PARTS)  # noqa: S608 - one of two
    for number, place, name, config in rows:
        found.setdefault(number, []).append((place, str(name), parse_message(config)))
    return {
        number: [(name, message) for _, name, message in sorted(parts, key=lambda part: part[0])]
        for number, parts in found.items()
    }


def _place(item: Mapping[str, Any]) -> int:
    return int(item["ord"])


def _pinned(item: Mapping[str, Any]) -> int | None:
    number = item.get("id")
    return number if type(number) is int else None
