"""Notes to an Anki package, compiled by genanki.

genanki gives the note types, notes, decks and the collection's schema. Three things it does otherwise than members
need, measured on Anki's importer: it stamps every note with the build time, so each import overwrites members' own
edits; it writes the zip with the clock's times and without compression; and it rewrites the decks' JSON once a deck.
"""

from __future__ import annotations

import io
import itertools
import json
import sqlite3
import zipfile
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from deckgen.anki.genanki_light import APKG_COL, APKG_SCHEMA, genanki
from deckgen.anki.identity import FIRST_NOTE, deck_number, note_number
from deckgen.anki.template import requirements
from deckgen.diagnostics import DeckgenError
from deckgen.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from deckgen.model import Deck, MediaFile, Note, NoteType

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_SMALL, _SMALL_LEVEL, _LARGE_LEVEL = 2_000_000, 6, 2
"""Deflate levels below and above so many bytes: level 6 is 16 % smaller than 2, and takes three times as long."""
_STORED = frozenset(
    {
        ".png",
        ".jpg",
        ".jpeg",
        ".gif",
        ".webp",
        ".avif",
        ".mp3",
        ".ogg",
        ".opus",
        ".m4a",
        ".mp4",
        ".webm",
        ".flac",
    }
)
_FIRST_CARD, _CARDS_A_NOTE = 400_000_000_000, 5
"""Card ids are milliseconds too, 1982 to 2014, and stand in the order of the notes' ids, a note's together."""
_SQLITE_VERSION_AT = 96
"""Offset of the writing library's version in a database's header: the one thing that differs between machines."""
_SQLITE_VERSION = (3_037_000).to_bytes(4, "big")


@dataclass(frozen=True, slots=True)
class Stamps:
    """Modification times, in seconds since 1970. Anki updates a note only where this is newer than the member's."""

    default: int
    """For what the two mappings do not name: the build's time."""
    notes: Mapping[str, int] = field(default_factory=dict)
    """By the author's id."""
    note_types: Mapping[str, int] = field(default_factory=dict)
    """By kind."""


class _Model(genanki.Model):  # type: ignore[misc]
    """A note type with a modification time of its own, and requirements as Anki reckons them."""

    def __init__(self, note_type: NoteType, mod: int) -> None:
        super().__init__(
            model_id=note_type.id,
            name=note_type.name,
            fields=[{"name": f.name, "id": f.id, "font": "Arial"} for f in note_type.fields],
            templates=[{"name": t.name, "id": t.id, "qfmt": t.front, "afmt": t.back} for t in note_type.templates],
            css=note_type.css,
            model_type=genanki.Model.CLOZE if note_type.cloze else genanki.Model.FRONT_BACK,
        )
        self._mod = mod
        names = tuple(f.name for f in note_type.fields)
        self.__dict__["_req"] = [[n, *requirements(t.front, names)] for n, t in enumerate(note_type.templates)]

    def to_json(self, timestamp: float, deck_id: int) -> dict[str, Any]:
        """As genanki's, with this note type's own modification time; the package's timestamp is not used."""
        del timestamp
        written: dict[str, Any] = super().to_json(self._mod, deck_id)
        return written


class _Note(genanki.Note):  # type: ignore[misc]
    """A note whose tags are set only where they are written; genanki checks them thrice for each."""

    def __init__(self, note: Note, model: _Model) -> None:
        self.model = model
        self.fields = note.fields
        self.due = 0  # of no use: the cards' rows say it
        self._guid = note.guid
        self._sort_field = note.title


class _Package(genanki.Package):  # type: ignore[misc]
    """Writes the collection in four statements, whatever the number of decks."""

    def __init__(self, deck: Deck, stamps: Stamps, progress: Callable[[int], None]) -> None:
        self._source = deck
        self._stamps = stamps
        self._progress = progress
        self._models = {t.kind: _Model(t, stamps.note_types.get(t.kind, stamps.default)) for t in deck.note_types}
        names = [deck.config.name]
        if deck.config.subdecks:
            used = dict.fromkeys(deck.config.deck_name(note.category) for note in deck.notes)
            names = list(used) if deck.config.name in used else [*names, *used]
        self._decks = {name: genanki.Deck(deck_number(deck.config.id, name), name) for name in names}
        self._decks[deck.config.name].description = deck.description
        super().__init__(list(self._decks.values()))

    def write_to_db(self, cursor: sqlite3.Cursor, timestamp: float, id_gen: Iterator[int]) -> None:
        """Write schema, note types, decks, notes and cards; the ids and the times are our own."""
        del id_gen
        tables, index, indexes = APKG_SCHEMA.partition("CREATE INDEX")
        cursor.executescript(tables)
        cursor.executescript(APKG_COL)
        decks = json.loads(cursor.execute("SELECT decks FROM col").fetchone()[0])
        decks.update({str(deck.deck_id): deck.to_json() for deck in self.decks})
        first = self.decks[0].deck_id
        models = {str(m.model_id): m.to_json(timestamp, first) for m in self._models.values()}
        cursor.execute("UPDATE col SET decks = ?, models = ?", (json.dumps(decks), json.dumps(models)))
        cards: list[tuple[Any, ...]] = []
        cursor.executemany("INSERT INTO notes VALUES (?,?,?,?,-1,?,?,?,0,0,'')", self._note_rows(cards))
        cursor.executemany("INSERT INTO cards VALUES (?,?,?,?,?,-1,0,0,?,0,0,0,0,0,0,0,0,'')", cards)
        cursor.executescript(index + indexes)  # once over all rows: quicker than row by row, and packed tighter

    def _note_rows(self, cards: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        """The notes' rows by ascending id, which fills SQLite's pages; the cards' rows go into `cards`."""
        default = self._stamps.default
        mods = self._stamps.notes
        deck_ids = {name: deck.deck_id for name, deck in self._decks.items()}
        tag_texts: dict[tuple[str, ...], str] = {}
        last = 0
        for done, (number, (due, note)) in enumerate(self._numbered()):
            compiled = _Note(note, self._models[note.kind])
            tags = tag_texts.get(note.tags)
            if tags is None:
                compiled.tags = note.tags
                tags = tag_texts[note.tags] = compiled._format_tags()  # noqa: SLF001 - genanki's own row format
            mod = mods.get(note.id, default)
            deck = deck_ids[self._source.config.deck_name(note.category)]
            first = max(last + 1, _FIRST_CARD + (number - FIRST_NOTE) * _CARDS_A_NOTE)
            for last, ordinal in enumerate(note.cards, first):
                cards.append((last, number, deck, ordinal, mod, due))
            yield (
                number,
                note.guid,
                compiled.model.model_id,
                mod,
                tags,
                compiled._format_fields(),  # noqa: SLF001
                compiled.sort_field,
            )
            if done % 1_000 == 0:
                self._progress(done)

    def _numbered(self) -> list[tuple[int, tuple[int, Note]]]:
        """The notes with their study position, from 1, and their ids, by ascending id."""
        numbered: dict[int, tuple[int, Note]] = {}
        for due, note in enumerate(self._source.notes, start=1):
            number = note_number(note.guid)
            while number in numbered:
                number += 1
            numbered[number] = due, note
        return sorted(numbered.items(), key=itemgetter(0))


def package_bytes(deck: Deck, stamps: Stamps, progress: Callable[[int], None] = lambda _: None) -> bytes:
    """Compile a deck into the bytes of an `.apkg`.

    The same deck and stamps give the same bytes on every machine with the same zlib.

    Args:
        deck: A deck without errors.
        stamps: The modification times.
        progress: Called with the number of notes written so far.

    Raises:
        DeckgenError: A media file vanished since it was read.
    """
    connection = sqlite3.connect(":memory:")
    try:
        cursor = connection.cursor()
        _Package(deck, stamps, progress).write_to_db(cursor, stamps.default, itertools.count(1))
        connection.commit()
        database = memoryview(connection.serialize())
    finally:
        connection.close()
    after = _SQLITE_VERSION_AT + len(_SQLITE_VERSION)
    media = sorted(deck.media, key=lambda file: file.name)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        _add(archive, "collection.anki2", b"".join((database[:_SQLITE_VERSION_AT], _SQLITE_VERSION, database[after:])))
        _add(
            archive,
            "media",
            json.dumps({str(n): file.name for n, file in enumerate(media)}, ensure_ascii=False).encode(),
        )
        for n, file in enumerate(media):
            _add(archive, str(n), _read(file), stored=file.path.suffix.lower() in _STORED)
    return out.getvalue()


def write_apkg(deck: Deck, path: Path, stamps: Stamps, progress: Callable[[int], None] = lambda _: None) -> int:
    """Compile a deck into a package.

    Args:
        deck: A deck without errors.
        path: The `.apkg` to write; folders above it are made.
        stamps: The modification times.
        progress: Called with the number of notes written so far.

    Returns:
        The package's size in bytes.

    Raises:
        DeckgenError: The file cannot be written; the old one stays as it was.
    """
    data = package_bytes(deck, stamps, progress)
    write_atomically(path, data)
    return len(data)


def _read(file: MediaFile) -> bytes:
    try:
        return file.path.read_bytes()
    except OSError as error:
        raise DeckgenError(f"'{file.path}' cannot be read: {error.strerror}", "build again") from error


def _add(archive: zipfile.ZipFile, name: str, data: bytes, *, stored: bool = False) -> None:
    info = zipfile.ZipInfo(name, _ZIP_TIME)
    info.external_attr = 0o644 << 16
    info.create_system = 3
    level = _SMALL_LEVEL if len(data) < _SMALL else _LARGE_LEVEL
    archive.writestr(info, data, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED, None if stored else level)
