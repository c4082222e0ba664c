"""Which column of a table is which field: by their names in Korean and English, or as the author says."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from deckgen.model.diagnostics import DeckgenError, Text, nearest
from deckgen.sources.field_names import other_names, plain_name
from deckgen.sources.schema import author_fields

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from deckgen.model import Kind


_CANNOT_IMPORT: dict[str, Text] = {
    "column-near": (
        "cannot-import.column-near",
        "--map: there is no column '{name}' for '{field}'",
        "did you mean '{near}'?",
    ),
    "column-known": (
        "cannot-import.column-known",
        "--map: there is no column '{name}' for '{field}'",
        "known here: {known}",
    ),
    "column-unknown": (
        "cannot-import.column-unknown",
        "--map: there is no column '{name}' for '{field}'",
        "name it, or count it from 1",
    ),
    "field-near": ("cannot-import.field-near", "--map: no kind has a field '{field}'", "did you mean '{near}'?"),
    "field-known": ("cannot-import.field-known", "--map: no kind has a field '{field}'", "known here: {known}"),
    "field-unknown": (
        "cannot-import.field-unknown",
        "--map: no kind has a field '{field}'",
        "'deckgen kinds' lists the fields",
    ),
}


COMMON = ("category", "tags", "id")
"""What a table may say of a card besides its kind's fields."""
_ORDER = ("cloze", "term", "question", "mechanism", "basic")
"""Which kind is taken where a table's columns suit several."""


class Columns(NamedTuple):
    """What a table's columns are."""

    kind: Kind
    fields: Mapping[str, int]
    """Field, or one of `COMMON` → the column's number, from 0."""


def by_names(header: Sequence[str], kinds: Sequence[Kind], wanted: Mapping[str, str]) -> Columns | None:
    """Match a table's first row with the fields of some kind.

    Args:
        header: The first row.
        kinds: The kinds that the deck can use.
        wanted: Field → column, as the author says: a name in the first row, or a number from 1.

    Returns:
        The columns; None where the row names no kind's required fields.

    Raises:
        DeckgenError: The author names a column or a field that is not there.
    """
    said = {field: _column(field, name, header) for field, name in wanted.items()}
    fields = {spec.name for kind in kinds for spec in author_fields(kind)} | {*COMMON}
    for field in said:
        if field not in fields:
            case, near = nearest(field, fields)
            raise DeckgenError(*_CANNOT_IMPORT[f"field-{case}"], field=field, **near)
    best: Columns | None = None
    for kind in sorted(kinds, key=lambda kind: _ORDER.index(kind.name) if kind.name in _ORDER else -1):
        matched = _matched(kind, header, said)
        if matched is not None and (best is None or len(matched) > len(best.fields)):
            best = Columns(kind, matched)
    if best is None and said:
        raise DeckgenError(
            "cannot-import.map-lacks",
            "--map: {names} are not enough to make a card of any kind",
            "'deckgen kinds' lists what each kind requires; for example --map front=1,back=2",
            names=", ".join(said),
        )
    return best


def by_position(width: int, kinds: Sequence[Kind], skip: Sequence[int] = ()) -> Columns:
    """Take the first column for the front and the second for the back; for tables whose first row names nothing."""
    basic = next(kind for kind in kinds if kind.name == "basic")
    free = [number for number in range(width) if number not in skip]
    return Columns(basic, dict(zip(("front", "back"), free, strict=False)))


def parse_map(text: str) -> dict[str, str]:
    """`front=앞면,back=뒷면` as field → column.

    Raises:
        DeckgenError: It is written otherwise.
    """
    found: dict[str, str] = {}
    for part in text.split(",") if text else ():
        field, equals, column = (piece.strip() for piece in part.partition("="))
        if not (field and equals and column):
            raise DeckgenError(
                "cannot-import.map-pair",
                "--map: '{text}' has no '='",
                "write --map front=Front,back=Back,tags=Tags",
                text=part,
            )
        found[field] = unicodedata.normalize("NFC", column)
    return found


def _column(field: str, name: str, header: Sequence[str]) -> int:
    if name in header:
        return header.index(name)
    if name.isdecimal() and 0 < int(name) <= len(header):
        return int(name) - 1
    case, near = nearest(name, [*header])
    raise DeckgenError(*_CANNOT_IMPORT[f"column-{case}"], name=name, field=field, **near)


def _matched(kind: Kind, header: Sequence[str], said: Mapping[str, int]) -> dict[str, int] | None:
    """Field → column for one kind, or None where a required field has no column or a said one no place."""
    specs = author_fields(kind)
    if not {*said} <= {*(spec.name for spec in specs), *COMMON}:
        return None
    found = dict(said)
    names = [plain_name(name) for name in header]
    for field in (*(spec.name for spec in specs), *COMMON):
        known = {plain_name(name) for name in (field, *other_names().get(field, ()), *_labels(kind, field))}
        taken = {*found.values()}
        at = next((n for n, name in enumerate(names) if name in known and n not in taken), None)
        if field not in found and at is not None:
            found[field] = at
    return found if all(spec.name in found for spec in specs if spec.required) else None


def _labels(kind: Kind, field: str) -> tuple[str, ...]:
    return tuple(texts[field] for texts in kind.labels.values() if field in texts)
