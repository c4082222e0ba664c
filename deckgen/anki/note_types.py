"""The note types of a collection, of both of Anki's schemas."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deckgen.anki import limits
from deckgen.anki.database import Collection
from deckgen.anki.protobuf import number_of, parse_message, text
from deckgen.anki.settings import FIELD, TEMPLATE, TYPE, read_settings, settings_of
from deckgen.anki.snapshot import SnapshotNoteType, SnapshotTemplate

_CLOZE = 1
_KIND, _CSS, _FRONT, _BACK = 1, 3, 1, 2
_FIELD_ID, _TEMPLATE_ID = 9, 8
"""Numbers of the parts of Anki's messages."""
_PARTS = "SELECT ntid, ord, name, config FROM {}"


def note_types_of(models: Mapping[str | int, Any], path: Path) -> dict[int, SnapshotNoteType]:
    """The note types of a file as Anki's older schema has them in JSON: id → note type.

    Raises:
        DeckgenError: They have more fields and templates than any real deck.
    """
    if sum(len(model["flds"]) + len(model["tmpls"]) for model in models.values()) > limits.MAX_PARTS:
        raise limits.refusal(path, limits.MAX_PARTS, "fields and templates")
    return {int(number): _note_type(int(number), model) for number, model in models.items()}


def _note_type(number: int, model: Mapping[str, Any]) -> SnapshotNoteType:
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


def read_models(collection: Collection) -> dict[str | int, Any]:
    """The note types of the newer schema as the older one has them."""
    fields: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for number, place, name, config in collection.rows(_PARTS.format("fields"), limits.MAX_PARTS):
        message = parse_message(config)
        part = {"name": name, "ord": place, "id": number_of(message, _FIELD_ID), **read_settings(message, FIELD)}
        fields[number].append(part)
    templates: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for number, place, name, config in collection.rows(_PARTS.format("templates"), limits.MAX_PARTS):
        message = parse_message(config)
        sides = {"qfmt": text(message, _FRONT), "afmt": text(message, _BACK)}
        part = {"name": name, "ord": place, "id": number_of(message, _TEMPLATE_ID), **sides}
        templates[number].append(part | read_settings(message, TEMPLATE))
    models: dict[str | int, Any] = {}
    rows = collection.rows("SELECT id, name, mtime_secs, config FROM notetypes", limits.MAX_PARTS)
    for number, name, mod, config in rows:
        message = parse_message(config)
        said = {"name": name, "mod": mod, "css": text(message, _CSS), "type": number_of(message, _KIND)}
        parts = {"flds": fields[number], "tmpls": templates[number]}
        models[number] = said | parts | read_settings(message, TYPE)
    return models


def _place(item: Mapping[str, Any]) -> int:
    return int(item["ord"])


def _pinned(item: Mapping[str, Any]) -> int | None:
    number = item.get("id")
    return number if type(number) is int else None
