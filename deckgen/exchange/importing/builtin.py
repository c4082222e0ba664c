"""Which of deckgen's own kinds a note type is the same as, so that its notes can move there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from deckgen.anki.template import Replacement, parse_template, references

if TYPE_CHECKING:
    from deckgen.anki.snapshot import SnapshotNoteType

_OCCLUSION = 6
"""Anki's number of its own note type that hides parts of pictures."""
_BOTH_WAYS, _ON_DEMAND = (2, 2), (2, 3)
"""Cards and fields of the note types that ask both ways: always, or where the third field is filled."""


class Move(NamedTuple):
    """How the fields of a note type are called in one of deckgen's kinds."""

    columns: tuple[str, ...]
    """The kind's fields, its key first, in the order of the note type's own; `reverse` is a flag."""
    both_ways: bool = False
    """Whether every note asks the other way round, too."""


def move_of(note_type: SnapshotNoteType) -> Move | None:
    """How notes move to `basic` or `cloze`; None where those do not show the same.

    Args:
        note_type: One whose templates Anki can read.
    """
    fields = note_type.fields
    if note_type.cloze:
        alike = len(note_type.templates) == 1 and len(fields) <= 2
        occlusion = note_type.settings.get("originalStockKind") == _OCCLUSION
        return Move(("cloze", "detail")[: len(fields)]) if alike and not occlusion else None
    shape = (len(note_type.templates), len(fields))
    asked = [_shown(template.front, fields) for template in note_type.templates]
    if shape == (1, 2) and fields[0] in asked[0]:
        return Move(("front", "back"))
    if shape == _BOTH_WAYS and asked == [{fields[0]}, {fields[1]}]:
        return Move(("front", "back"), both_ways=True)
    if shape == _ON_DEMAND and asked[0] == {fields[0]} and asked[1] in ({fields[1]}, {fields[1], fields[2]}):
        return Move(("front", "back", "reverse"))
    return None


def _shown(template: str, fields: tuple[str, ...]) -> set[str]:
    nodes = references(parse_template(template))
    return {node.field for node in nodes if isinstance(node, Replacement) and node.field in fields}
