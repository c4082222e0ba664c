"""Which column of a table is which field: by their names in Korean and English, or as the author says."""

import difflib
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from deckgen.model import Kind
from deckgen.model.diagnostics import DeckgenError, unknown_word
from deckgen.sources.field_names import other_names, plain_name

COMMON = ("category", "tags", "id")
"""What a table may say of a card besides its kind's fields."""
_ORDER = ("cloze", "term", "question", "mechanism", "basic")
"""Which kind is taken where a table's columns suit several."""
_PAIR = 2
"""Columns of a table that may go without names: the front and the back."""
_SHORT = 3
"""Letters of a name that is too short to be a slip of another; a Korean syllable has two or three."""


class Columns(NamedTuple):
    """What a table's columns are."""

    kind: Kind
    fields: Mapping[str, int]
    """Field, or one of `COMMON` → the column's number, from 0."""


def by_names(
    header: Sequence[str], kinds: Sequence[Kind], wanted: Mapping[str, str], *, strict: bool = True
) -> Columns | None:
    """Match a table's first row with the fields of some kind.

    Args:
        wanted: Field → column, as the author says: a name in the first row, or a number from 1.
        strict: Whether a first row of names that are unknown is an error; Anki's exports have no such row.

    Returns:
        The columns; None where the row names none, so that it can be a card.

    Raises:
        DeckgenError: The row names columns, but not enough for a card of any kind, or one with a slip; or the author
            names a column or a field that is not there.
    """
    said = {field: _column(field, name, header) for field, name in wanted.items()}
    fields = {field for kind in kinds for field in _fields_of(kind)}
    for field in said:
        if field not in fields:
            message, hint = "--map: no kind has a field '{field}'", "'deckgen kinds' lists the fields"
            raise unknown_word("cannot-import.field", message, hint, field, fields, field=field).as_error()
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
    if strict and not said:
        _check_header(header, kinds, best)
    return best


def _check_header(header: Sequence[str], kinds: Sequence[Kind], found: Columns | None) -> None:
    """Raise where a first row has a slip in a name, or names columns, but not enough for a card.

    A pair of words that name nothing is a card, or one text with a deletion; more of them are not.
    """
    taken = found.fields if found else {}
    fields = [(kind, f) for kind in ([found.kind] if found else kinds) for f in _fields_of(kind) if f not in taken]
    known = {plain_name(name): field for kind, field in fields for name in _names_of(kind, field)}
    written = [name for name in header if name]
    named = [name for name in written if len(plain_name(name)) > 1 and plain_name(name) in known]
    if found is None and not named and len(written) == len(header) and (len(header) == _PAIR or "{{c" in header[0]):
        return
    letters = {unicodedata.normalize("NFD", name): field for name, field in known.items()}
    for number, name in enumerate(header):
        plain = unicodedata.normalize("NFD", plain_name(name))
        slip = len(plain) > _SHORT and plain not in letters and number not in taken.values()
        if slip and (near := difflib.get_close_matches(plain, letters, n=1, cutoff=0.75)):
            raise DeckgenError(
                "cannot-import.column-slip",
                "the column '{name}' is not known; perhaps '{near}' was meant",
                "rename it, or say what it is: --map {near}={column}",
                name=name,
                near=letters[near[0]],
                column=number + 1,
            )
    if found is None:
        front, back, *_ = (*(name for name in written if name not in named), *named, "1", "2")
        raise DeckgenError(
            "cannot-import.header",
            "the first row names columns ({header}), but not which of them is the front and which the back",
            "say it: --map front={front},back={back}; or --map front=1,back=2 where the first row is a card; "
            "delete a title above the names",
            header=", ".join(written),
            front=front,
            back=back,
        )


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
    message, hint = "--map: there is no column '{name}' for '{field}'", "name it, or count it from 1"
    raise unknown_word("cannot-import.column", message, hint, name, header, name=name, field=field).as_error()


def _matched(kind: Kind, header: Sequence[str], said: Mapping[str, int]) -> dict[str, int] | None:
    """Field → column for one kind, or None where a required field has no column or a said one no place."""
    if not {*said} <= {*_fields_of(kind)}:
        return None
    found = dict(said)
    names = [plain_name(name) for name in header]
    for field in _fields_of(kind):
        taken = {*found.values()}
        free = {name: number for number, name in reversed([*enumerate(names)]) if number not in taken}
        at = next((free[plain] for name in _names_of(kind, field) if (plain := plain_name(name)) in free), None)
        if field not in found and at is not None:
            found[field] = at
    return found if all(spec.name in found for spec in kind.authored.values() if spec.required) else None


def _fields_of(kind: Kind) -> tuple[str, ...]:
    return (*(spec.name for spec in kind.authored.values()), *COMMON)


def _names_of(kind: Kind, field: str) -> tuple[str, ...]:
    """What a field may be called in a table's first row."""
    labels = (texts[field] for texts in kind.labels.values() if field in texts)
    return (field, *labels, *other_names().get(field, ()))
