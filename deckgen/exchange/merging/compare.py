"""A member's export beside what was released and what the sources say today, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from deckgen.anki.snapshot import Snapshot, SnapshotNote
from deckgen.exchange.merging.model import FieldChange, Merge, NoteChange, Standing, TagChange
from deckgen.exchange.merging.moved_in import reads_alike, with_packed_names
from deckgen.exchange.merging.tags import own_tags
from deckgen.exchange.source_cards import SourceCard
from deckgen.model import Deck, Note, NoteType
from deckgen.release.content import field_hash, revision_at
from deckgen.release.ledger import Ledger, ReleasedNote
from deckgen.sources.schema import FILLED_COLUMNS

_NOT_WRITTEN = FILLED_COLUMNS | {"context"}
"""Columns that no member's edit can change in the sources."""


class Ours(NamedTuple):
    """The sources, and what was released of them."""

    deck: Deck
    ledger: Ledger
    sources: Mapping[str, SourceCard]
    """Id → the card in its file."""
    cards: Path
    """The cards folder."""


def compare(member: Snapshot, ours: Ours, old: Snapshot | None = None) -> Merge:
    """Find what a member changed.

    Args:
        member: The member's export.
        ours: The sources as they are.
        old: The release that the member has, where it is not the last one.
    """
    deck, ledger, sources, cards = ours
    known = {note.guid: note for note in deck.notes}
    theirs = {note.guid: note for note in member.notes}
    texts = {note.guid: note for note in old.notes} if old else {}
    types = {note_type.id for note_type in deck.note_types}
    files = {file.path.name: file for file in deck.media}
    changes: list[NoteChange] = []
    older: list[SnapshotNote] = []
    kinds = {kind.name: kind for kind in deck.kinds}
    tagged: list[TagChange] = []
    for note in deck.notes:
        mine = theirs.get(note.guid)
        if mine is None or note.id not in sources:
            continue
        note_type = deck.types[note.kind, note.shape]
        if mine.note_type != note_type.id or len(mine.fields) != len(note_type.columns):
            older.append(mine)
            continue
        kept = ledger.notes.get(note.id)
        if kept is not None and old is None and mine.mod == kept.mod and mine.mod:
            continue  # nobody touched it since
        if kinds[note.kind].known:
            mine = replace(mine, fields=tuple(with_packed_names(html, files) for html in mine.fields))
        given = texts.get(note.guid)
        tags = own_tags(mine.tags, {*note.tags, *(given.tags if given else ())}, kinds[note.kind], deck.config.tag)
        if tags:
            tagged.append(TagChange(sources[note.id], tags))
        released = _released(note, note_type, mine, ledger, given)
        if released is None:
            older.append(mine)
            continue
        fields = tuple(_fields(note, note_type, mine, released))
        if fields:
            changes.append(NoteChange(sources[note.id], note.title, fields))
    strangers = [note for note in member.notes if note.guid not in known]
    retired = {note.guid for note in ledger.notes.values()}
    return Merge(
        changes=tuple(changes),
        older=tuple(older),
        own=tuple(note for note in strangers if note.note_type in types and note.guid not in retired),
        others=sum(note.note_type not in types for note in strangers),
        tagged=tuple(tagged),
        media={file.name: file.path.relative_to(cards / "media").as_posix() for file in deck.media},
    )


def _released(
    note: Note, note_type: NoteType, mine: SnapshotNote, ledger: Ledger, old: SnapshotNote | None
) -> Mapping[str, str] | None:
    """Column → hash, of the text that the member was given; None where nobody knows it."""
    if old is not None and len(old.fields) == len(note_type.columns):
        return {c: field_hash(html) for c, html in zip(note_type.columns, old.fields, strict=True) if html}
    released: ReleasedNote | None = ledger.notes.get(note.id)
    if released is None:  # a build that was never released: the author's own, or nobody's
        return {c: field_hash(html) for c, html in zip(note_type.columns, note.fields, strict=True) if html}
    at = revision_at(note_type)
    if at is not None and mine.fields[at] != released.revision:
        return None
    return released.fields


def _fields(note: Note, note_type: NoteType, mine: SnapshotNote, released: Mapping[str, str]) -> Iterator[FieldChange]:
    for at, column in enumerate(note_type.columns):
        ours, theirs = note.fields[at], mine.fields[at]
        if column in _NOT_WRITTEN or ours == theirs:
            continue
        given, today, has = released.get(column, ""), _hash(ours), _hash(theirs)
        if has not in {given, today} and not reads_alike(ours, theirs):
            standing = Standing.MENDED if today == given else Standing.CONFLICT
            yield FieldChange(column, note_type.fields[at].label, ours, theirs, standing)


def _hash(html: str) -> str:
    return field_hash(html) if html else ""
