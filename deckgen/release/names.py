"""Anki's names of released fields and cards, which never change.

Old versions of Anki, and add-ons that use the old importer, take a renamed field or card template for a new one:
they make a second note type and update none of its notes. So a label or a language that changes shows on the cards,
and nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen.anki.template import parse_template, rename_fields
from deckgen.release.content import type_key

if TYPE_CHECKING:
    from deckgen.model import Deck, NoteType
    from deckgen.release.ledger import Ledger, ReleasedNoteType


def with_released_names(deck: Deck, ledger: Ledger) -> Deck:
    """The deck with the names that released note types had when they were first released.

    A note type whose lists changed stays as it is; the deck's history speaks against it.
    """
    types = []
    for note_type in deck.note_types:
        recorded = ledger.note_types.get(type_key(note_type))
        same = recorded is not None and _ids(note_type) == (
            [number for number, _ in recorded.fields],
            [number for number, _ in recorded.templates],
        )
        types.append(_renamed(note_type, recorded) if recorded and same else note_type)
    return deck._replace(note_types=tuple(types))


def _ids(note_type: NoteType) -> tuple[list[int], list[int]]:
    return [field.id for field in note_type.fields], [template.id for template in note_type.templates]


def _renamed(note_type: NoteType, recorded: ReleasedNoteType) -> NoteType:
    names = {field.name: label for field, label in zip(note_type.fields, recorded.labels, strict=True)}

    def renamed(text: str) -> str:
        return rename_fields(parse_template(text), names)

    if all(name == label for name, label in names.items()):
        fields, templates = note_type.fields, note_type.templates
    else:
        fields = tuple(field._replace(name=names[field.name]) for field in note_type.fields)
        templates = tuple(t._replace(front=renamed(t.front), back=renamed(t.back)) for t in note_type.templates)
    return note_type._replace(
        fields=fields,
        templates=tuple(
            template._replace(name=name) for template, (_, name) in zip(templates, recorded.templates, strict=True)
        ),
    )
