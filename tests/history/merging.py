"""What `deckgen merge` makes of a member's collection in a random history, next to what the test knows of it."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import yaml

from deckgen.anki.snapshot import Snapshot, SnapshotNote
from deckgen.exchange.merging.authored import Rewriter
from deckgen.exchange.merging.corrections import FieldCorrection, NoteCorrection, compare
from deckgen.exchange.merging.write import plan_edits
from deckgen.html.reading import read
from tests.history.author import Author, Content
from tests.history.sources import Source

_PLACES = {"front": "front", "back": "back", "fact": "front", "answer": "back"}
"""Column → what of a `Source` it is; of a cloze, both are in one."""
_PLAIN = re.compile(r"[\w ']+")
"""A text that the test's sources can hold as it is."""


def merge(
    author: Author,
    seen: dict[str, Any],
    own: frozenset[tuple[str, int]],
    bases: Mapping[str, Content],
    met: Counter[str],
) -> set[tuple[str, int]]:
    """Compare a member's collection with the sources, and take over what only the member wrote."""
    ours = author.ours()
    theirs = {
        guid: SnapshotNote(guid, type_, tuple(fields.split("\x1f")), tuple(tags.split()), "")
        for _, guid, type_, _, fields, tags in seen["notes"]
    }
    found = compare(Snapshot("", tuple(theirs.values()), {}), ours)
    assert not found.own, "a note of the deck is taken for the member's own"
    assert not found.others
    assert {note.guid for note in found.gone} <= {guid for guid, _ in own}, "a given text is taken for the member's"
    notes = {note.id: note for note in ours.deck.notes}
    cards = {card.id: card for file in author.project.files for card in file.cards}
    changed: set[tuple[str, int]] = set()
    merged: set[tuple[str, int]] = set()
    for change in found.changes:
        note = notes[change.source.card.id]
        columns = ours.deck.types[note.kind, note.shape].columns
        for field in change.fields:
            place = columns.index(field.column)
            changed.add((note.guid, place))
            assert (note.guid, place) in own, f"a given text is taken for the member's: {field}"
            met["corrections found"] += 1
            part = _PLACES.get(field.column)
            if not field.conflict and part and note.guid in bases:
                base = bases[note.guid][0]
                meant = {"front": base[1], "back": base[2]}[part]
                assert meant == getattr(cards[note.id], part), f"a release would be taken back: {field}"
                if _take_over(author, change, field, part):
                    merged.add((note.guid, place))
                    met["corrections merged"] += 1
    missed = own - changed - {(note.guid, at) for note in found.unknown for at in range(len(note.fields))}
    for note in ours.deck.notes:
        for at in range(2):
            if (note.guid, at) in missed and note.guid in theirs:
                assert read(theirs[note.guid].fields[at]) == read(note.fields[at]), "a member's text is missed"
    return merged


def _take_over(author: Author, change: NoteCorrection, field: FieldCorrection, part: str) -> bool:
    """Write a correction into the author's sources, where they can hold it."""
    alone = NoteCorrection(change.source, change.title, (field,))
    edits = plan_edits([alone], Rewriter({}, {}))
    texts, errors = edits.texts()
    assert not errors
    taken = False
    for path, text in texts.items():
        before, after = (_cards_of(each) for each in (path.read_text(encoding="utf-8"), text))
        id_ = change.source.card.id
        written = after[id_].pop(field.column)
        before[id_].pop(field.column, None)
        assert after == before, "a merge changed something else"
        if isinstance(written, str) and _PLAIN.fullmatch(written):
            taken = True
            for file in author.project.files:
                file.cards[:] = [_with(card, part, written) if card.id == id_ else card for card in file.cards]
    return taken


def _with(card: Source, part: str, text: str) -> Source:
    return replace(card, front=text) if part == "front" else replace(card, back=text)


def _cards_of(text: str) -> dict[str, dict[str, Any]]:
    return {card["id"]: card for card in yaml.safe_load(text)["cards"]}
