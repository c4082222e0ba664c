"""What "changed" means: hashes that say whether a member would read something else.

A *hard* change is one of what a member reads or which cards exist. It gets the release's time, and so replaces what
members wrote in the note. All else that an import would bring is *soft*: tags, category, context, or the same text as
another version of a renderer writes it. It gets the released time and a second, which reaches whoever has not written
in the note and overwrites no one. In doubt, soft.
"""

import hashlib
import json
from enum import IntEnum

import msgspec

from deckgen.anki.cloze import parse_cloze, reveal_only
from deckgen.anki.snapshot import SnapshotNote
from deckgen.html.plain import reading_form
from deckgen.model import Deck, Note, NoteType
from deckgen.rendering.source_hash import SOFT_COLUMNS

_REVISION_ID = 9108
"""Of the common field that says in which release a note last changed. Its name may be another field's, in a kind that a
deck brought along when it moved in; such a kind has none of the common fields, and all of its fields are read."""


class Change(IntEnum):
    """How much of a note is another than someone has."""

    NONE = 0
    SOFT = 1
    HARD = 2
    NEW = 3
    """They have none."""


class Content(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """A note's content, as three hashes of 16 hexadecimal digits."""

    source: str
    """What the author wrote; empty where that is not known."""
    text: str
    """What a member reads of it; empty where that is not known."""
    whole: str
    """All that an import brings: the fields as HTML, but for the revision, and the tags."""


UNKNOWN = Content("", "", "0" * 16)
"""A content that no note has: whatever the deck says now is a change, and a hard one."""


def change_of(old: Content, new: Content, note: Note, note_type: NoteType) -> Change:
    """How much of a note is another than what someone has of it; the `text` of `new` need not be known.

    Hard only where the author wrote something else *and* it reads otherwise. So neither a renderer's new version, which
    moves what is read, nor lines broken elsewhere, which move the source, costs members what they wrote.
    """
    if old.whole == new.whole:
        return Change.NONE
    return Change.HARD if old.source != new.source and old.text != text_hash(note.fields, note_type) else Change.SOFT


def content_of(note: Note | SnapshotNote, note_type: NoteType, source: str = "") -> Content:
    """What a note has."""
    return Content(
        source, text_hash(note.fields, note_type), whole_hash(note.fields, note.tags, revision_at(note_type))
    )


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def revision_at(note_type: NoteType) -> int | None:
    """Where the field is that says in which release a note last changed; None in a kind without one."""
    return next((at for at, field in enumerate(note_type.fields) if field.id == _REVISION_ID), None)


def read_columns(note_type: NoteType) -> tuple[str, ...]:
    """The columns whose change replaces what a member wrote; empty names are the others."""
    soft = SOFT_COLUMNS if revision_at(note_type) is not None else frozenset()
    return tuple("" if column in soft else column for column in note_type.columns)


def whole_hash(fields: tuple[str, ...], tags: tuple[str, ...], revision: int | None) -> str:
    """All that an import brings of a note, with the place of its `revision_at`; its tags are sorted."""
    if revision is not None and fields[revision : revision + 1] != ("",):
        fields = (*fields[:revision], "", *fields[revision + 1 :])
    return _hash("\x1f".join(fields) + "\x1e" + "\x1f".join(tags))


def text_hash(fields: tuple[str, ...], note_type: NoteType) -> str:
    """What a member reads of a note, whichever renderer wrote it."""
    read = [reading_form(html) for column, html in zip(read_columns(note_type), fields, strict=False) if column]
    return _hash("\x1f".join(read))


def card_hashes(note: Note, note_type: NoteType) -> dict[int, str]:
    """The number, from 1, of each of a note's cards → a hash of what it hides, 8 digits; empty where it is no cloze."""
    texts = [parse_cloze(html) for html in note.fields if "{{c" in html] if note_type.cloze else []
    found = {}
    for number in [ordinal + 1 for ordinal in note.cards]:
        hidden = [reading_form(reveal_only(text, number, question=False)) for text in texts]
        found[number] = _hash("\x1f".join(hidden))[:8] if note_type.cloze else ""
    return found


def type_key(thing: Note | NoteType) -> tuple[str, int]:
    """By which the ledger knows a note type, or a note's."""
    return thing.kind, thing.shape


def note_type_hash(note_type: NoteType) -> str:
    """What decides whether a note type changed: its name, CSS, templates, fields, and all pinned ids."""
    fields = [[f.name, f.id, f.helper] for f in note_type.fields]
    templates = [[t.name, t.id, t.front, t.back] for t in note_type.templates]
    settings = [note_type.settings] if note_type.settings else []
    return _hash(json.dumps([note_type.name, note_type.cloze, note_type.css, fields, templates, *settings]))


def arrangement_hash(deck: Deck) -> str:
    """What only members who import for the first time notice: the order of new cards, decks, the description."""
    places = [[note.id, subdeck_of(deck, note)] for note in deck.notes]
    return _hash(json.dumps([deck.config.name, deck.config.description, places]))


def subdeck_of(deck: Deck, note: Note) -> str:
    """The subdeck that a note's cards go to, below the deck's name; empty for the deck itself."""
    return note.category if deck.config.subdecks else ""
