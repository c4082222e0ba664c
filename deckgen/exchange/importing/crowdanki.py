"""A deck as CrowdAnki exports it: `deck.json` with the media next to it.

It says neither when a note was last changed, nor by which ids Anki knows the note types: each member's Anki has ids of
its own. So guids and note types come along, but no package can go on with what CrowdAnki's members have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from deckgen.anki import limits
from deckgen.anki.identity import note_type_id
from deckgen.anki.note_types import old_types
from deckgen.anki.snapshot import Snapshot, SnapshotNote
from deckgen.anki.titles import title_of
from deckgen.exchange.importing.media import read_media
from deckgen.exchange.importing.package import Source
from deckgen.exchange.importing.packed_media import PackedMedia
from deckgen.exchange.text import read_any
from deckgen.model.diagnostics import DeckgenError
from deckgen.system.reading import is_inside

SUFFIX = ".json"
_BROKEN = (KeyError, TypeError, AttributeError, ValueError, RecursionError)
"""What a file raises that is JSON, but not CrowdAnki's."""


def deck_file(path: Path) -> Path | None:
    """The file that holds a deck: itself, or in a folder that CrowdAnki exported the one that bears its name."""
    files = (path / "deck.json", path / f"{path.name}.json") if path.is_dir() else (path,)
    return next((file for file in files if file.is_file()), None)


def looks_like_crowdanki(text: str) -> bool:
    """Whether a text is what CrowdAnki writes."""
    return text.lstrip()[:1] == "{" and '"__type__"' in text and '"note_models"' in text


def read_crowdanki(path: Path, taken: Iterable[str] = ()) -> Source:
    """Read an export of CrowdAnki's.

    Args:
        path: Its JSON; the media lie in `media/` next to it.
        taken: Names below `media/` that are not free, without case.

    Raises:
        DeckgenError: It cannot be read, or is none.
    """
    folder = path.parent

    try:
        deck = limits.load_json(read_any(path), path)
        decks = [*_decks(deck)]
        models = {str(model["crowdanki_uuid"]): model for _, below in decks for model in below.get("note_models") or ()}
        ids = {uuid: note_type_id("crowdanki", uuid) for uuid in models}
        types = old_types({str(ids[uuid]): _complete(model) for uuid, model in models.items()}, path)
        notes = tuple(note for name, below in decks for note in _notes(name, below, ids))
        if len(notes) > limits.MAX_NOTES:
            raise limits.refusal(path, limits.MAX_NOTES, "notes")
    except _BROKEN as error:
        raise DeckgenError(
            "import-nothing.crowdanki",
            "'{path}' is not what CrowdAnki exports",
            "export the deck again: File, Export, CrowdAnki JSON",
            path=str(path),
        ) from error
    media = folder / "media"
    files = (file for file in sorted(media.glob("*")) if not file.name.startswith("."))
    names = [file.name for file in files if file.is_file() and is_inside(file, folder)]
    used = {note.note_type for note in notes}
    snapshot = Snapshot(
        name=str(deck["name"]),
        notes=notes,
        note_types={number: types[number] for number in types if number in used},
        descriptions={name: str(below["desc"]) for name, below in decks if below.get("desc")},
    )
    return Source(snapshot, PackedMedia(names, lambda name: read_media(media / name, folder), taken), dated=False)


def _decks(deck: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """A deck and those below it with their full names, each before its own."""
    name = str(deck["name"])
    if above and not name.startswith(f"{above}::"):
        name = f"{above}::{name}"
    yield name, deck
    for child in deck.get("children") or ():
        yield from _decks(child, name)


def _complete(model: Mapping[str, Any]) -> dict[str, Any]:
    """A note type with the places of its parts, which some exports leave to their order."""
    parts = {key: [{"ord": n, **part} for n, part in enumerate(model[key])] for key in ("flds", "tmpls")}
    return {**model, **parts}


def _notes(name: str, deck: Mapping[str, Any], ids: Mapping[str, int]) -> Iterator[SnapshotNote]:
    for note in deck.get("notes") or ():
        fields = tuple(str(field) for field in note["fields"])
        yield SnapshotNote(
            guid=str(note["guid"]),
            note_type=ids.get(str(note["note_model_uuid"]), 0),
            fields=fields,
            tags=tuple(sorted(str(tag) for tag in note.get("tags") or () if str(tag).strip())),
            title=title_of(fields, "—"),
            decks=(name,),
        )
