"""What a package says, read from its database with nothing of deckgen's."""

import io
import json
import sqlite3
import zipfile
from dataclasses import dataclass
from hashlib import sha1
from typing import Any, TypeAlias

Look: TypeAlias = tuple[object, ...]
"""A note type's name, CSS, field names and templates."""


@dataclass(frozen=True)
class PackageNote:
    """A note in a package."""

    fields: tuple[str, ...]
    tags: frozenset[str]
    mod: int
    cards: dict[int, tuple[str, int]]
    """Ordinal → deck name and `due`."""


@dataclass(frozen=True)
class Package:
    """A package in the old format, which every Anki reads."""

    notes: dict[str, PackageNote]
    """By guid."""
    by_id: dict[str, str]
    """The author's id, from the note's own ID field → guid."""
    looks: dict[int, Look]
    media: dict[str, str]
    """Name → SHA-1 of the content."""


def look_of(name: str, css: str, fields: list[str], templates: list[list[str]]) -> Look:
    """A note type's look in one comparable value."""
    return name, css, tuple(fields), tuple(tuple(template) for template in templates)


def read_package(data: bytes) -> Package:
    """Read a package's bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = json.loads(archive.read("media"))
        media = {name: sha1(archive.read(key), usedforsecurity=False).hexdigest() for key, name in names.items()}
        database = archive.read("collection.anki2")
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(database)
        models, decks = (json.loads(text) for text in connection.execute("SELECT models, decks FROM col").fetchone())
        rows = connection.execute("SELECT id, guid, mid, mod, flds, tags FROM notes").fetchall()
        cards: dict[int, dict[int, tuple[str, int]]] = {}
        for note, ordinal, deck, due in connection.execute("SELECT nid, ord, did, due FROM cards"):
            cards.setdefault(note, {})[ordinal] = (decks[str(deck)]["name"], due)
    finally:
        connection.close()
    notes, by_id = {}, {}
    for number, guid, model, mod, fields, tags in rows:
        texts = tuple(fields.split("\x1f"))
        notes[guid] = PackageNote(texts, frozenset(tags.split()), mod, cards.get(number, {}))
        columns = [field["name"] for field in models[str(model)]["flds"]]
        by_id[texts[columns.index("ID")]] = guid
    assert len(notes) == len(rows), "two notes share a guid"
    return Package(notes, by_id, {int(number): _look(model) for number, model in models.items()}, media)


def _look(model: dict[str, Any]) -> Look:
    templates = [[template["name"], template["qfmt"], template["afmt"]] for template in model["tmpls"]]
    return look_of(model["name"], model["css"], [field["name"] for field in model["flds"]], templates)
