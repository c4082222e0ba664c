"""A deck to Anki's collection: the database inside a package.

genanki gives the schema, the note types and the decks. The rows of notes and cards are written here, for the sake of
their times: genanki stamps every note with the build's, so that each import would overwrite what members wrote
themselves. They are written in four statements, whatever the number of notes and decks.
"""

import functools
import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, TypeAlias

from msgspec import Struct

from deckgen.anki.identity import FIRST_NOTE, deck_number, note_number
from deckgen.anki.template import requirements
from deckgen.model import Deck, Note, NoteType

_FIRST_CARD, _CARDS_A_NOTE = 400_000_000_000, 5
"""Card ids are milliseconds too, 1982 to 2014, and are in the order of the notes' ids, a note's together."""
_SQLITE_VERSION = (3_037_000).to_bytes(4, "big")
_TEMPLATE = {"bafmt": "", "bqfmt": "", "bfont": "", "bsize": 0, "did": None}
"""What genanki adds to a template. It does not get them: it would render each front twice for every field, to reckon
what `requirements` reads of the template."""
_Row: TypeAlias = tuple[str | int, ...]
_Numbered: TypeAlias = tuple[int, int, int, Note]
"""A note's id, its modification time, its study position, from 1, and the note."""


class Stamps(Struct, frozen=True):
    """Modification times, in seconds since 1970. Anki updates a note only where this is newer than the member's."""

    default: int
    """For what the two mappings do not name: the build's time."""
    notes: Mapping[str, int] = MappingProxyType({})
    """By the author's id."""
    note_types: Mapping[int, int] = MappingProxyType({})
    """By id."""


def collection_pieces(deck: Deck, stamps: Stamps) -> tuple[memoryview | bytes, ...]:
    """The database of a deck without errors; the same deck and stamps give the same bytes on every machine.

    It is in memory twice at most: SQLite would copy one in `:memory:` once more, and so would joining the pieces.
    """
    connection = sqlite3.connect("file:deck?vfs=memdb", uri=True)
    try:
        _write(connection.cursor(), deck, stamps)
        connection.commit()
        data = memoryview(connection.serialize())
    finally:
        connection.close()
    # its header differs between machines in the number of changes, twice, and in the version of SQLite
    return data[:24], bytes(4), data[28:92], bytes(4), _SQLITE_VERSION, data[100:]


def _write(cursor: sqlite3.Cursor, deck: Deck, stamps: Stamps) -> None:
    _import_genanki()
    from genanki.apkg_col import APKG_COL
    from genanki.apkg_schema import APKG_SCHEMA

    tables, index, indexes = APKG_SCHEMA.partition("CREATE INDEX")
    cursor.executescript(tables)
    cursor.executescript(APKG_COL)
    decks = _decks(deck)
    known = json.loads(cursor.execute("SELECT decks FROM col").fetchone()[0])
    known |= {str(made.deck_id): made.to_json() for made in decks.values()}
    first = next(iter(decks.values())).deck_id
    models = {str(t.id): _model(t, stamps.note_types.get(t.id, stamps.default), first) for t in deck.note_types}
    cursor.execute("UPDATE col SET decks = ?, models = ?", (json.dumps(known), json.dumps(models)))
    notes, types = _numbered(deck, stamps), deck.types
    places = {category: decks[deck.config.deck_name(category)].deck_id for category in {n.category for n in deck.notes}}
    cursor.executemany(
        "INSERT INTO notes (id, guid, mid, mod, usn, tags, flds, sfld, csum, flags, data)"
        " VALUES (?, ?, ?, ?, -1, ?, ?, ?, 0, 0, '')",
        (
            (number, n.guid, types[n.kind, n.shape].id, mod, f" {' '.join(n.tags)} ", "\x1f".join(n.fields), n.title)
            for number, mod, _, n in notes
        ),
    )
    cursor.executemany(
        "INSERT INTO cards (id, nid, did, ord, mod, usn, type, queue, due, ivl, factor, reps, lapses, left, odue, odid,"
        " flags, data) VALUES (?, ?, ?, ?, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')",
        _card_rows(notes, places),
    )
    cursor.executescript(index + indexes)  # once over all rows: quicker than row by row, and packed tighter


def _import_genanki() -> None:
    """Import genanki without asyncio, which takes as long as writing 2,000 notes.

    The package `cached_property` imports it; genanki uses nothing of that package but the class of its name, which
    functools has, too.
    """
    if "cached_property" in sys.modules:
        return
    sys.modules["cached_property"] = functools
    try:
        import_module("genanki")
    finally:
        del sys.modules["cached_property"]


def _decks(deck: Deck) -> dict[str, Any]:
    """Genanki's decks that cards go to, by name; the deck itself carries the description."""
    from genanki import Deck as GenankiDeck

    names = [deck.config.name]
    if deck.config.subdecks:
        used = dict.fromkeys(deck.config.deck_name(note.category) for note in deck.notes)
        names = list(used) if deck.config.name in used else [*names, *used]
    made = {name: GenankiDeck(deck_number(deck.config.id, name), name) for name in names}
    made[deck.config.name].description = deck.description
    return made


def _model(note_type: NoteType, mod: int, deck_id: int) -> dict[str, Any]:
    """A note type as the collection holds it; which fields its cards need, as Anki reckons it."""
    from genanki import Model

    model = Model(
        note_type.id,
        note_type.name,
        fields=[
            {"name": f.name, "id": f.id, "font": "Arial", "collapsed": f.helper, "preventDeletion": f.helper}
            for f in note_type.fields
        ],
        css=note_type.css,
        model_type=Model.CLOZE if note_type.cloze else Model.FRONT_BACK,
    )
    model.set_templates([])
    names = tuple(f.name for f in note_type.fields)
    needed = [[n, *requirements(t.front, names)] for n, t in enumerate(note_type.templates)]
    templates = [
        {"name": t.name, "id": t.id, "qfmt": t.front, "afmt": t.back, "ord": n, **_TEMPLATE}
        for n, t in enumerate(note_type.templates)
    ]
    made = {**model.to_json(mod, deck_id), "tmpls": templates, "req": needed}
    return _with_settings(made, note_type.settings) if note_type.settings else made


def _with_settings(model: dict[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """A note type with all that Anki keeps of it."""
    parts = {key: settings.get(key, {}) for key in ("fields", "cards")}
    own = {key: value for key, value in settings.items() if key not in parts}
    fields = [field | parts["fields"].get(field["name"], {}) for field in model["flds"]]
    templates = [template | parts["cards"].get(template["name"], {}) for template in model["tmpls"]]
    return {**model, **own, "flds": fields, "tmpls": templates}


def _numbered(deck: Deck, stamps: Stamps) -> list[_Numbered]:
    """The notes by ascending id, which fills SQLite's pages."""
    numbered: dict[int, _Numbered] = {}
    for due, note in enumerate(deck.notes, start=1):
        number = note_number(note.guid)
        while number in numbered:
            number += 1
        numbered[number] = number, stamps.notes.get(note.id, stamps.default), due, note
    return [numbered[number] for number in sorted(numbered)]


def _card_rows(notes: Iterable[_Numbered], decks: Mapping[str, int]) -> Iterator[_Row]:
    card = 0
    for number, mod, due, note in notes:
        card = max(card, _FIRST_CARD + (number - FIRST_NOTE) * _CARDS_A_NOTE)
        for ordinal in note.cards:
            yield card, number, decks[note.category], ordinal, mod, due
            card += 1
