"""What members were given: exact hashes of every field, tag and note type that a release or a draft held.

A field whose hash is none of those ever given for it was written by its owner. So hashes are exact: spans, colors and
styles count, unlike in `content`, which asks whether a member would read something else. Only what Anki's editor writes
otherwise by itself is put into one form. The hashes cannot be made up later, since the renderers of then are gone.
"""

import base64
import hashlib
import html as entities
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple, TypeVar

import msgspec

from deckgen.anki.snapshot import Snapshot, SnapshotNote, SnapshotNoteType
from deckgen.model import Deck, Note, NoteType
from deckgen.release.ledger import GivenLook, GivenNote, Ledger, timestamp

T = TypeVar("T")
FORM = 1
"""The version of the form that is hashed. Another form gets another number, and old hashes keep theirs."""
HISTORY_FORMAT = 1
"""Of `history.json`."""
EMPTY = "-"
"""The hash of a field that shows nothing."""
DRAFT = "+"
"""Behind the name of a release: a draft that was built after it."""
_DIGEST = 7
"""Bytes: a member's words are taken for given ones once in 10¹⁶ fields, and 10,000 notes of 5 fields take 1 MB."""

_OWN_FIELDS = frozenset({9107, 9108})
"""The pinned ids of the fields that carry deckgen's id and revision (`kinds/common/fields.yaml`): no one's words."""

_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"""|</?[A-Za-z][A-Za-z0-9:-]*+(?=[\s/>]|\Z)(?:[^>"']|"[^"]*(?:"|\Z)|'[^']*(?:'|\Z))*+>?""",
    re.DOTALL,
)
"""A comment or a tag; what never closes goes on to the end, so that no text is read twice."""
_NAME = re.compile(r"</?([^\s/>]+)")
_ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_BREAK = "<br>"


def kept_form(html: str) -> str:
    """A field's HTML in one form, whoever wrote it.

    Characters are composed, entities only where they must be, attributes in the order of their names, and no break
    at the end. Nothing else changes.
    """
    html = unicodedata.normalize("NFC", html)  # before names of attributes are sorted; entities need it again
    if not ("<" in html or "&" in html or ">" in html):
        return html
    pieces: list[str] = []
    at = 0
    for token in _TOKEN.finditer(html):
        pieces += _text(html[at : token.start()]), _tag(token[0])
        at = token.end()
    pieces.append(_text(html[at:]))
    html = "".join(pieces)
    end = len(html)
    while html.endswith(_BREAK, 0, end):
        end -= len(_BREAK)
    return unicodedata.normalize("NFC", html[:end])


def _text(html: str) -> str:
    if "&" not in html and ">" not in html and "<" not in html:
        return html
    return entities.escape(entities.unescape(html), quote=False)


@lru_cache(maxsize=10_000)  # a deck has a few tags, each thousands of times
def _tag(token: str) -> str:
    if token.startswith("<!--"):
        return token
    name = _NAME.match(token)
    assert name is not None  # noqa: S101 - the token begins with one
    if token.startswith("</"):
        return f"</{name[1].lower()}>"
    attributes: dict[str, str] = {}
    for found in _ATTRIBUTE.finditer(token, name.end()):
        attributes.setdefault(found[1].lower(), found[2] or found[3] or found[4] or "")
    written = [f' {key}="{entities.escape(entities.unescape(value))}"' for key, value in sorted(attributes.items())]
    return f"<{name[1].lower()}{''.join(written)}>"


def kept_hash(html: str) -> str:
    """The exact hash of a field's HTML; `EMPTY` where it shows nothing."""
    kept = kept_form(html) if html else html
    return _hash(kept) if kept else EMPTY


@cache
def _tags_key(names: tuple[str, ...]) -> str:
    return _hash("\x1f".join(names))


def _hash(text: str) -> str:
    digest = hashlib.blake2b(text.encode(), digest_size=_DIGEST).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class Contents(NamedTuple):
    """What a release, a draft or another tool's package holds, each thing with the deck's note type of it."""

    notes: Iterable[tuple[Note | SnapshotNote, NoteType]]
    looks: Iterable[tuple[NoteType | SnapshotNoteType, NoteType]]


class Gift(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was given of notes and note types, where it differs from what the ledger has."""

    notes: tuple[GivenNote, ...] = ()
    looks: tuple[GivenLook, ...] = ()
    tags: dict[str, tuple[str, ...]] = {}

    def added_to(self, ledger: Ledger) -> Ledger:
        """The ledger with all of this at its end."""
        return ledger._replace(
            given=(*ledger.given, *self.notes),
            looks=(*ledger.looks, *self.looks),
            tags={**ledger.tags, **self.tags},
        )


class GivenFields(NamedTuple):
    """All that members were ever given of one note, each with the release that gave it first, in order."""

    fields: tuple[tuple[tuple[str, str], ...], ...]
    """For each of Anki's fields, in order: release and hash."""
    tags: tuple[tuple[str, tuple[str, ...]], ...]

    def hashes(self, at: int) -> frozenset[str]:
        """All hashes ever given for a field; none where the field was never recorded."""
        return frozenset(digest for _, digest in self.fields[at]) if at < len(self.fields) else frozenset()

    def last(self, at: int) -> str:
        """The hash that the last release gave for a field; empty where none did."""
        return "".join(_had(self.fields[at], ever=False)) if at < len(self.fields) else ""

    def tags_ever(self) -> frozenset[str]:
        """All tags ever given."""
        return frozenset(name for _, names in self.tags for name in names)


NEVER = GivenFields((), ())
"""Of a note that no one was ever given."""


def given_notes(ledger: Ledger, only: Collection[str] | None = None) -> dict[str, GivenFields]:
    """Guid → all that was ever given of the note; with `only`, of the notes with these guids."""
    columns: dict[str, list[list[tuple[str, str]]]] = {}
    tags: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for line in ledger.given if only is None else (line for line in ledger.given if line.guid in only):
        rows = columns.setdefault(line.guid, [])
        hashes = line.fields.split(",")
        rows += ([] for _ in range(len(hashes) - len(rows)))
        for row, digest in zip(rows, hashes, strict=False):
            if digest:
                row.append((line.release, digest))
        if line.tags:
            tags.setdefault(line.guid, []).append((line.release, ledger.tags.get(line.tags, ())))
    return {guid: GivenFields(tuple(map(tuple, rows)), tuple(tags.get(guid, ()))) for guid, rows in columns.items()}


def contents_of(deck: Deck) -> Contents:
    """All of a deck."""
    types = deck.types
    notes = ((note, types[note.kind, note.shape]) for note in deck.notes)
    return Contents(notes, zip(deck.note_types, deck.note_types, strict=True))


def contents_in(package: Snapshot, types: Mapping[int, NoteType]) -> Contents:
    """All of a package that belongs to note types of the deck, which are given by their ids."""
    notes = ((note, types[note.note_type]) for note in package.notes if note.note_type in types)
    looks = ((each, types[number]) for number, each in package.note_types.items() if number in types)
    return Contents(notes, looks)


def gift_of(ledger: Ledger, release: str, contents: Contents, *, ever: bool = False) -> Gift:
    """What a release gives that differs from the release before; with `ever`, from all that was given at any time."""
    notes = tuple(contents.notes)
    before = given_notes(ledger, {note.guid for note, _ in notes})
    lines, tags = [], {}
    for note, note_type in notes:
        old = before.get(note.guid, NEVER)
        new = [
            "" if field.id in _OWN_FIELDS else kept_hash(html)
            for field, html in zip(note_type.fields, note.fields, strict=False)
        ]
        for at, row in enumerate(old.fields[: len(new)]):
            if new[at] in _had(row, ever=ever):
                new[at] = ""
        while new and not new[-1]:
            new.pop()
        names = tuple(sorted(note.tags))
        same = names in _had(old.tags, ever=ever)
        if new or not same:
            lines.append(GivenNote(note.guid, release, FORM, ",".join(new), "" if same else _tags_key(names)))
            tags[_tags_key(names)] = names
    looks = []
    for packed, note_type in contents.looks:
        templates = tuple(_hash(f"{each.front}\x1f{each.back}") for each in packed.templates)
        look = GivenLook(note_type.kind, note_type.shape, release, FORM, _hash(packed.css), templates)
        given = [(had.release, (had.style, had.templates)) for had in looks_given(ledger, note_type.kind, look.shape)]
        if (look.style, templates) not in _had(given, ever=ever):
            looks.append(look)
    return Gift(tuple(lines), tuple(looks), {key: names for key, names in tags.items() if key not in ledger.tags})


def looks_given(ledger: Ledger, kind: str, shape: int) -> list[GivenLook]:
    """All looks ever given of a note type, in order."""
    return [look for look in ledger.looks if (look.kind, look.shape) == (kind, shape)]


def _had(row: Sequence[tuple[str, T]], *, ever: bool) -> list[T]:
    """What was given: ever, or by the last release."""
    if ever:
        return [value for _, value in row]
    return [value for release, value in row if not release.endswith(DRAFT)][-1:]


def published_history(ledger: Ledger) -> bytes:
    """The site's `history.json`: what members were given, for programs that update their collections.

    `docs/formats.md` describes it field by field.
    """
    names = list(dict.fromkeys([*(each.version for each in ledger.releases), *(each.release for each in ledger.given)]))
    place = {name: at for at, name in enumerate(names)}
    types = list(ledger.note_types)
    sets = {key: at for at, key in enumerate(ledger.tags)}
    lines: dict[str, list[list[object]]] = {}
    for each in ledger.given:
        lines.setdefault(each.guid, []).append([place[each.release], each.fields, sets.get(each.tags)])
    value = {
        "format": HISTORY_FORMAT,
        "deck": ledger.deck,
        "form": FORM,
        "releases": [[each.version, timestamp(each.time)] for each in ledger.releases],
        "names": names,
        "note_types": [
            {
                "id": each.id,
                "fields": each.labels,
                "looks": [
                    [look.release, look.style, look.templates] for look in looks_given(ledger, each.kind, each.shape)
                ],
            }
            for each in ledger.note_types.values()
        ],
        "tags": list(ledger.tags.values()),
        "notes": {
            note.guid: [types.index((note.kind, note.shape)), note.since, note.retired, lines.get(note.guid, [])]
            for note in ledger.notes.values()
        },
    }
    return msgspec.json.encode(value)
