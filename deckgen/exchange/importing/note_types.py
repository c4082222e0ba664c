"""The note types of a package as kinds of the deck's own, with exactly their fields, templates and CSS."""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, MutableSet, Sequence
from itertools import chain, count
from typing import NamedTuple

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
_LATIN_CAPITAL = re.compile("[A-Z]")
_FLOW = (Style.PLAIN, Style.SINGLE, Style.DOUBLE)
_HALF = 2
_FIRST_CARD = 101
"""The least id of a card that Anki has pinned none for; a field's begin with 1."""


class OwnKind(NamedTuple):
    """A note type as a kind."""

    name: str
    """Its folder's."""
    key: str
    columns: tuple[str, ...]
    """What its fields are called in card files, in Anki's order; none where the deck's kind has others."""
    note_type: SnapshotNoteType
    files: Mapping[str, str]
    """Path below `kinds/` → text."""


def own_kinds(
    types: Iterable[SnapshotNoteType],
    notes: Sequence[SnapshotNote],
    taken: MutableSet[str],
    html: frozenset[tuple[int, int]],
) -> dict[int, OwnKind]:
    """Note types as kinds, by id, each with a name and a key that no other has.

    Args:
        notes: Their notes: a kind's key is the first field that all of them have filled.
        taken: Names and keys of kinds that are not free; added to.
        html: Note type and place of each field that is HTML in every card.
    """
    by_type: dict[int, list[SnapshotNote]] = defaultdict(list)
    for note in notes:
        by_type[note.note_type].append(note)
    return {t.id: _own_kind(t, by_type[t.id], taken, html) for t in types}


def mostly_html(notes: Sequence[SnapshotNote], texts: Sequence[tuple[FieldText, ...]]) -> frozenset[tuple[int, int]]:
    """Note type and place of each field that is HTML in most of its notes: its kind says so once for all."""
    filled: dict[tuple[int, int], int] = defaultdict(int)
    as_html: dict[tuple[int, int], int] = defaultdict(int)
    for note, written in zip(notes, texts, strict=True):
        for place, text in enumerate(written):
            filled[note.note_type, place] += bool(text.text)
            as_html[note.note_type, place] += text.html
    return frozenset(at for at, count in as_html.items() if count * _HALF > filled[at])


def known_kind(note_type: SnapshotNoteType, kinds: Iterable[Kind]) -> OwnKind | None:
    """The kind of a deck that goes on with a note type already; None where it has none."""
    for kind in kinds:
        if kind.known and kind.known.id == note_type.id:
            fields = tuple(spec.title for spec in kind.at(1).fields)
            return OwnKind(kind.name, kind.key, kind.at(1).columns if fields == note_type.fields else (), note_type, {})
    return None


def _own_kind(
    note_type: SnapshotNoteType,
    notes: Sequence[SnapshotNote],
    taken: MutableSet[str],
    html: frozenset[tuple[int, int]],
) -> OwnKind:
    name = key_of(note_type.name, taken, "note_type")
    taken.add(name)
    counts = [sum(is_filled(note.fields[n]) for note in notes) for n in range(len(note_type.fields))]
    at = counts.index(max(counts))
    columns: list[str] = []
    titles = {title.casefold() for title in note_type.fields}
    for place, title in enumerate(note_type.fields):
        not_free = {*columns, *(titles - {title.casefold()}), *(taken if place == at else ())}
        wished = key_of(title, not_free - {title.casefold()}, f"field_{place + 1}")
        if place == at and wished in taken:
            wished = key_of(note_type.name, {*not_free} - {name}, f"field_{place + 1}")
        columns.append(wished)
    key = columns[at]
    taken.add(key)
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
    return OwnKind(name, key, tuple(columns), note_type, {f"{name}/{path}": text for path, text in files.items()})


def _kind_lines(
    note_type: SnapshotNoteType,
    columns: Sequence[str],
    cards: Sequence[str],
    at: int,
    html: frozenset[tuple[int, int]],
) -> Iterator[str]:
    yield "# A note type that members have: its fields and cards stay as they are, in this order, with these ids."
    yield f"key: {columns[at]}"
    if note_type.cloze:
        yield "cloze: true"
    yield f"note_type: {{id: {note_type.id}, name: {_quoted(note_type.name)}}}"
    yield "fields:"
    ids = _ids(note_type.field_ids, len(columns), 1)
    for place, (column, title) in enumerate(zip(columns, note_type.fields, strict=True)):
        as_html = ", format: html" if (note_type.id, place) in html else ""
        required = ", required: true" if place == at else ""
        yield f"  - {{name: {column}{_anki(column, title)}, id: {ids[place]}{as_html}{required}}}"
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
    return FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")) + "\n"


def key_of(name: str, taken: Collection[str], instead: str) -> str:
    """A name for a key of a source, of lower-case letters, digits and `_`; `instead` where nothing of it is left."""
    text = _LATIN_CAPITAL.sub("", _GAPS.sub("_", unicodedata.normalize("NFC", name).lower()))
    stem = _FIRST.sub("", text, count=1)[:_LONGEST_KEY].strip("_") or instead
    if stem in RESERVED_KEYS:
        stem = f"{stem}_field"
    return next(name for name in chain([stem], (f"{stem}_{number}" for number in count(2))) if name not in taken)


def fault_of(note_type: SnapshotNoteType) -> Finding | None:
    """Why a note type cannot be written as a kind; None where it can."""
    names = (note_type.name, *note_type.fields, *(template.name for template in note_type.templates))
    odd = next((name for name in names if FORBIDDEN.search(name) or not name.strip() or "\n" in name), None)
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
    return note_type._replace(settings=settings), (Remark(0, note_type.name, why),)
