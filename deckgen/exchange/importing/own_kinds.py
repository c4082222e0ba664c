"""The note types of a package as kinds of the deck's own, with exactly their fields, templates and CSS."""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, MutableSet, Sequence
from itertools import chain, count
from types import MappingProxyType
from typing import NamedTuple

from msgspec.structs import replace

from deckgen.anki.snapshot import SnapshotNote, SnapshotNoteType
from deckgen.anki.template import is_filled
from deckgen.anki.typeset import header_danger
from deckgen.editing.scalars import Spot, Style, first_that_holds
from deckgen.exchange.draft import Remark
from deckgen.exchange.importing.package_fields import FieldText
from deckgen.kinds.reader import RESERVED_KEYS, SETTINGS_FILE
from deckgen.model import FieldSpec, Format, Kind
from deckgen.model.diagnostics import Finding, finding
from deckgen.sources.text import FORBIDDEN

_LONGEST_KEY = 40
"""Characters that a key takes of another name: enough to know it again."""
_GAPS = re.compile(r"[\W_]+")
_FIRST = re.compile(r"[\W\d_]*")
_FLOW = (Style.PLAIN, Style.SINGLE, Style.DOUBLE)
_FIRST_CARD = 101
"""The least id of a card that Anki has pinned none for; a field's begin with 1."""


class OwnKind(NamedTuple):
    """A note type as a kind."""

    key: str
    columns: tuple[str, ...]
    """What its fields are called in card files, in Anki's order; none where the deck's kind has others."""
    note_type: SnapshotNoteType
    html: frozenset[int] = frozenset()
    """The places of its fields that are HTML in every card."""
    files: Mapping[str, str] = MappingProxyType({})
    """Path below `kinds/` → text."""


def kinds_of(
    types: Iterable[SnapshotNoteType],
    notes: Sequence[SnapshotNote],
    texts: Sequence[tuple[FieldText, ...]],
    kinds: Sequence[Kind],
) -> dict[int, OwnKind]:
    """The kind of each note type, by its id: the deck's that goes on with it already, or one with a name of its own.

    Args:
        texts: What is written of the notes, field by field.
        kinds: The deck's.
    """
    taken = {name for kind in kinds for name in (kind.name, kind.key)}
    written: dict[int, list[tuple[SnapshotNote, tuple[FieldText, ...]]]] = defaultdict(list)
    for note, fields in zip(notes, texts, strict=True):
        written[note.note_type].append((note, fields))
    return {t.id: _known_kind(t, kinds) or _own_kind(t, written[t.id], taken) for t in types}


def _known_kind(note_type: SnapshotNoteType, kinds: Iterable[Kind]) -> OwnKind | None:
    for kind in kinds:
        if kind.known and kind.known.id == note_type.id:
            fields = tuple(spec.title for spec in kind.at(1).fields)
            return OwnKind(kind.key, kind.at(1).columns if fields == note_type.fields else (), note_type)
    return None


def _own_kind(
    note_type: SnapshotNoteType, written: Sequence[tuple[SnapshotNote, tuple[FieldText, ...]]], taken: MutableSet[str]
) -> OwnKind:
    """A kind whose key is the field that most notes have filled; fields that most have as HTML are HTML in all."""
    name = key_of(note_type.name, taken, "note_type")
    taken.add(name)
    places = range(len(note_type.fields))
    counts = [sum(is_filled(note.fields[n]) for note, _ in written) for n in places]
    at = counts.index(max(counts))
    html = frozenset(
        n for n in places if 2 * sum(t[n].html for _, t in written) > sum(bool(t[n].text) for _, t in written)
    )
    columns: list[str] = []
    titles = {title.casefold() for title in note_type.fields}
    for place, title in enumerate(note_type.fields):
        not_free = {*columns, *(titles - {title.casefold()}), *(taken if place == at else ())}
        wished = key_of(title, not_free - {title.casefold()}, f"field_{place + 1}")
        if place == at and wished in taken:
            wished = key_of(note_type.name, not_free - {name}, f"field_{place + 1}")
        columns.append(wished)
    taken.add(columns[at])
    cards: list[str] = []
    for place, template in enumerate(note_type.templates):
        cards.append(key_of(template.name, cards, f"card_{place + 1}"))
    files = {"kind.yaml": "\n".join(_kind_lines(note_type, columns, cards, at, html)) + "\n"}
    for card, template in zip(cards, note_type.templates, strict=True):
        files[f"{card}.front.html"] = _file(template.front)
        files[f"{card}.back.html"] = _file(template.back)
    if note_type.css.strip():
        files["style.css"] = _file(note_type.css)
    if note_type.settings:
        files[SETTINGS_FILE] = json.dumps(note_type.settings, ensure_ascii=False, indent=2) + "\n"
    below = {f"{name}/{path}": text for path, text in files.items()}
    return OwnKind(columns[at], tuple(columns), note_type, html, below)


def _kind_lines(
    note_type: SnapshotNoteType, columns: Sequence[str], cards: Sequence[str], at: int, html: frozenset[int]
) -> Iterator[str]:
    yield "# A note type that members have: its fields and cards stay as they are, in this order, with these ids."
    yield f"key: {columns[at]}"
    if note_type.cloze:
        yield "cloze: true"
    yield f"note_type: {{id: {note_type.id}, name: {_quoted(note_type.name)}}}"
    yield "fields:"
    ids = _ids(note_type.field_ids, len(columns), 1)
    for place, (column, title) in enumerate(zip(columns, note_type.fields, strict=True)):
        more = f"{', format: html' if place in html else ''}{', required: true' if place == at else ''}"
        yield f"  - {{name: {column}{_anki(column, title)}, id: {ids[place]}{more}}}"
    yield "cards:"
    ids = _ids(note_type.template_ids, len(cards), _FIRST_CARD)
    for place, (card, template) in enumerate(zip(cards, note_type.templates, strict=True)):
        yield f"  - {{name: {card}{_anki(card, template.name)}, id: {ids[place]}}}"


def _anki(name: str, title: str) -> str:
    plain = FieldSpec(name, Format.MARKDOWN, 1).title == title
    return "" if plain else f", anki: {_quoted(title)}"


def _quoted(text: str) -> str:
    return first_that_holds(text, _FLOW, Spot(0, flow=True))


def _ids(pinned: Sequence[int | None], count: int, first: int) -> list[int]:
    """The ids that Anki has pinned, and small ones where it has none or one twice."""
    found: list[int] = []
    for place, known in enumerate((*pinned, *[None] * count)[:count]):
        found.append(known if known is not None and known not in found else first + place)
    return found


def _file(text: str) -> str:
    return re.sub(FORBIDDEN, "", text.replace("\r\n", "\n").replace("\r", "\n")) + "\n"


def key_of(name: str, taken: Collection[str], instead: str) -> str:
    """A name for a key of a source, of lower-case letters, digits and `_`; `instead` where nothing of it is left."""
    text = _GAPS.sub("_", unicodedata.normalize("NFC", name).lower())
    stem = _FIRST.sub("", text, count=1)[:_LONGEST_KEY].strip("_") or instead
    if stem in RESERVED_KEYS:
        stem = f"{stem}_field"
    return next(name for name in chain([stem], (f"{stem}_{number}" for number in count(2))) if name not in taken)


def fault_of(note_type: SnapshotNoteType) -> Finding | None:
    """Why a note type cannot be written as a kind; None where it can."""
    names = (note_type.name, *note_type.fields, *(template.name for template in note_type.templates))
    odd = next((name for name in names if re.search(FORBIDDEN, name) or not name.strip() or "\n" in name), None)
    if odd is None and note_type.fields and note_type.templates:
        return None
    return finding("import-report.bad-name", "a kind cannot have the name {name}", name=repr(odd or ""))


def with_known_header(note_type: SnapshotNoteType) -> tuple[SnapshotNoteType, tuple[Remark, ...]]:
    """A note type with the usual header of LaTeX where its own holds what could do harm; and a word about that."""
    header = {key: str(note_type.settings[key]) for key in ("latexPre", "latexPost") if key in note_type.settings}
    danger = header_danger("\n".join(header.values()))
    if not danger:
        return note_type, ()
    settings = {key: value for key, value in note_type.settings.items() if key not in header}
    why = finding("import-report.latex-header", "has the usual header for LaTeX now: its own holds {what}", what=danger)
    return replace(note_type, settings=settings), (Remark(0, note_type.name, why, kind="changed"),)
