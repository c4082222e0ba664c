"""A deck as CrowdAnki exports it: `deck.json` with the media next to it.

It says neither when a note was last changed, nor by which ids Anki knows the note types: each member's Anki has ids of
its own. So guids and note types come along, but no package can go on with what CrowdAnki's members have.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from deckgen.anki import limits
from deckgen.anki.identity import note_type_id
from deckgen.anki.note_types import note_types_of
from deckgen.anki.snapshot import Snapshot, SnapshotNote
from deckgen.anki.titles import title_of
from deckgen.exchange.decoding import read_any
from deckgen.model.diagnostics import DeckgenError

_BROKEN = (KeyError, TypeError, AttributeError, ValueError, RecursionError)
"""What a file raises that is JSON, but not CrowdAnki's."""


def deck_file(path: Path) -> Path | None:
    """The JSON file that holds a deck: itself, or in a folder that CrowdAnki exported the one that bears its name."""
    files = (path / "deck.json", path / f"{path.name}.json") if path.is_dir() else (path,)
    return next((file for file in files if file.suffix.lower() == ".json" and file.is_file()), None)


def read_crowdanki(path: Path) -> Snapshot:
    """Read an export of CrowdAnki's.

    Raises:
        DeckgenError: It cannot be read, or is none.
    """
    try:
        deck = limits.load_json(read_any(path), path)
        decks = [*_decks(deck)]
        models = {str(model["crowdanki_uuid"]): model for _, below in decks for model in below.get("note_models") or ()}
        ids = {uuid: note_type_id("crowdanki", uuid) for uuid in models}
        types = note_types_of({str(ids[uuid]): _complete(model) for uuid, model in models.items()}, path)
        notes = tuple(note for name, below in decks for note in _notes(name, below, ids))
        descriptions = {name: str(below["desc"]) for name, below in decks if below.get("desc")}
    except _BROKEN as error:
        raise DeckgenError(
            "import-nothing.crowdanki",
            "'{path}' is not what CrowdAnki exports",
            "export the deck again: File, Export, CrowdAnki JSON",
            path=str(path),
        ) from error
    if len(notes) > limits.MAX_NOTES:
        raise limits.refusal(path, limits.MAX_NOTES, "notes")
    used = {note.note_type for note in notes}
    return Snapshot(str(deck["name"]), notes, {n: types[n] for n in types if n in used}, descriptions=descriptions)


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
    return {**model, **{key: [{"ord": n, **part} for n, part in enumerate(model[key])] for key in ("flds", "tmpls")}}


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
