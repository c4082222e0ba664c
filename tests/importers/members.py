"""A deck that members have, made with the real Anki, and a member who has studied and edited it."""

import hashlib
import html
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from anki.collection import Collection, ExportAnkiPackageOptions
from anki.generic_pb2 import Empty
from anki.import_export_pb2 import ExportLimit
from anki.models import NotetypeId
from anki.notes import NoteId

from deckgen.html.reading import read

FORMATS = ("new.apkg", "old.apkg", "new.colpkg", "old.colpkg")
"""Everything that Anki exports today; the older ones are what Anki wrote before 2.1.50."""
WRITTEN = 1_600_000_000
"""When the author's notes were last changed."""


class NoteText(NamedTuple):
    """A note as its author typed it."""

    type: str
    fields: Sequence[str]
    deck: str = "덱"
    tags: Sequence[str] = ()


class State(NamedTuple):
    """What a member's collection says of a note."""

    fields: tuple[str, ...]
    tags: tuple[str, ...]
    type: int
    cards: tuple[tuple[int, int, int], ...]
    """Number, interval and repetitions of each card."""


@contextmanager
def collection_at(path: Path) -> Iterator[Collection]:
    """A collection of its own."""
    path.mkdir(parents=True, exist_ok=True)
    collection = Collection(str(path / "collection.anki2"))
    try:
        yield collection
    finally:
        collection.close()


def author(collection: Collection, notes: Sequence[NoteText], media: dict[str, bytes] | None = None) -> None:
    """Make notes as an author does, all of them long ago."""
    for name, data in (media or {}).items():
        collection.media.write_data(name, data)
    for text in notes:
        note_type = collection.models.by_name(text.type)
        assert note_type is not None
        note = collection.new_note(note_type)
        note.fields[: len(text.fields)] = [*text.fields]
        note.tags = [*text.tags]
        deck = collection.decks.id(text.deck)
        assert deck is not None
        collection.add_note(note, deck)
    assert collection.db is not None
    collection.db.execute("UPDATE notes SET mod = ? + id % 1000", WRITTEN)
    collection.db.execute("UPDATE notetypes SET mtime_secs = ?", WRITTEN)


def export(collection: Collection, path: Path, *, scheduling: bool = False) -> Path:
    """Export all, in the format that the file's name says."""
    legacy = path.name.startswith("old")
    if path.suffix == ".colpkg":
        collection.export_collection_package(str(path), include_media=True, legacy=legacy)
        collection.reopen()
    else:
        options = ExportAnkiPackageOptions(
            with_scheduling=scheduling, with_deck_configs=False, with_media=True, legacy=legacy
        )
        collection.export_anki_package(out_path=str(path), options=options, limit=ExportLimit(whole_collection=Empty()))
    return path


def study(collection: Collection) -> None:
    """Review every card as a member does."""
    cards = collection.find_cards("")
    collection.sched.set_due_date(cards, "30")
    assert collection.db is not None
    collection.db.execute("UPDATE cards SET reps = 7, ivl = 30")


def edit(collection: Collection, notes: Sequence[NoteId]) -> None:
    """Write something of one's own into notes, and tag them."""
    for number in notes:
        note = collection.get_note(number)
        note.fields[-1] += " mine"
        note.tags.append("mine")
        collection.update_note(note)


def states(collection: Collection) -> dict[str, State]:
    """Guid → what the collection says of the note."""
    found = {}
    for number in collection.find_notes(""):
        note = collection.get_note(number)
        cards = tuple((card.ord, card.ivl, card.reps) for card in note.cards())
        found[note.guid] = State(tuple(note.fields), tuple(sorted(note.tags)), note.mid, cards)
    return found


def note_types(collection: Collection) -> dict[int, dict[str, Any]]:
    """The note types of a collection's notes, without when they were changed and what only old versions read."""
    found = {}
    for number in {state.type for state in states(collection).values()}:
        model = collection.models.get(NotetypeId(number))
        assert model is not None
        fields = [{key: value for key, value in field.items() if key != "media"} for field in model["flds"]]
        parts = {"flds": fields, "css": model["css"].strip()}
        found[number] = {key: value for key, value in {**model, **parts}.items() if key not in _OLD}
    return found


def readings(collection: Collection) -> dict[str, tuple[tuple[object, ...], ...]]:
    """Guid → what a reader sees of each field, files by their content."""
    found = {}
    for number in collection.find_notes(""):
        note = collection.get_note(number)
        found[note.guid] = tuple(_reading(collection, field) for field in note.fields)
    return found


def _reading(collection: Collection, field: str) -> tuple[object, ...]:
    def content(match: re.Match[str]) -> str:
        path = Path(collection.media.dir(), html.unescape(unquote(match[2])))
        return match[1] + (hashlib.sha1(path.read_bytes()).hexdigest() if path.is_file() else "missing")  # noqa: S324

    return read(_FILE.sub(content, field))


_OLD = frozenset({"mod", "usn", "req", "did", "tags", "vers"})
_FILE = re.compile(r"""(<img[^>]*\bsrc=["']?|\[sound:)([^"'>\]]+)""")
