"""What members were given: exact hashes of every field, tag and note type that a release or a draft held.

A field whose hash is none of those ever given for it was written by its owner. So hashes are exact: spans, colors and
styles count, unlike in `content`, which asks whether a member would read something else. Only what Anki's editor writes
otherwise by itself is put into one form. The hashes cannot be made up later, since the renderers of then are gone.
"""

import hashlib
import html as entities
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from deckgen.anki.snapshot import Snapshot, SnapshotNote, SnapshotNoteType
from deckgen.model import Deck, Note, NoteType
from deckgen.release.content import UNKNOWN
from deckgen.release.ledger import Given, Ledger, timestamp

T = TypeVar("T")
FORM = 1
"""The version of the form that is hashed. Another form gets another number, and old hashes keep theirs."""
HISTORY_FORMAT = 1
"""Of `history.json`."""
EMPTY = "-"
"""The hash of a field that shows nothing."""
DRAFT = "+"
"""After the name of a release: a draft that was built after it."""
_DIGEST = 5
"""Bytes: for each text that a field ever had, the chance is 10⁻¹² that a member's words are taken for it; and 10,000
notes of 5 fields take 1 MB."""

_OWN_FIELDS = frozenset({9107, 9108})
"""The pinned ids of the fields that carry deckgen's id and revision (`kinds/common/fields.yaml`): no one's words."""

_PIECE = (
    r"(?s)(<(?:!--.*?(?:-->|\Z)"
    r"""|/?[A-Za-z][A-Za-z0-9:-]*+(?=[\s/>]|\Z)(?:[^>"']++|"[^"]*(?:"|\Z)|'[^']*(?:'|\Z))*+>?))"""
)
"""A comment or a tag; what never closes goes on to the end, so that no text is read twice."""
_NAME = r"</?([^\s/>]+)"
_ATTRIBUTE = r"""([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?"""
_BREAK = "<br>"


def kept_form(html: str) -> str:
    """A field's HTML in one form, whoever wrote it.

    Characters are composed, entities only where they must be, attributes in the order of their names, and no break
    at the end. Nothing else changes.
    """
    html = unicodedata.normalize("NFC", html)  # before names of attributes are sorted; entities need it again
    if not ("<" in html or "&" in html or ">" in html):
        return html
    pieces = re.split(_PIECE, html)
    texts = "".join(pieces[::2])
    if "<" in texts or "&" in texts or ">" in texts:
        pieces[::2] = [entities.escape(entities.unescape(text), quote=False) for text in pieces[::2]]
    pieces[1::2] = map(_tag, pieces[1::2])
    kept = "".join(pieces)
    end = len(kept)
    while kept.endswith(_BREAK, 0, end):
        end -= len(_BREAK)
    return kept[:end] if kept == html else unicodedata.normalize("NFC", kept[:end])


@lru_cache(maxsize=10_000)  # a deck has a few tags, each thousands of times
def _tag(token: str) -> str:
    if token.startswith("<!--"):
        return token
    name = re.match(_NAME, token)
    assert name is not None  # noqa: S101 - the token begins with one
    if token.startswith("</"):
        return f"</{name[1].lower()}>"
    attributes: dict[str, str] = {}
    for found in re.finditer(_ATTRIBUTE, token[name.end() :]):
        attributes.setdefault(found[1].lower(), found[2] or found[3] or found[4] or "")
    written = [f' {key}="{entities.escape(entities.unescape(value))}"' for key, value in sorted(attributes.items())]
    return f"<{name[1].lower()}{''.join(written)}>"


def kept_hash(html: str) -> str:
    """The exact hash of a field's HTML; `EMPTY` where it shows nothing."""
    kept = html and kept_form(html)
    return _hash(kept) if kept else EMPTY


@cache
def _tags_key(names: tuple[str, ...]) -> str:
    return _hash("\x1f".join(names))


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=_DIGEST).hexdigest()


class Held(Struct, frozen=True):
    """What a release, a draft or another tool's package holds of a note or a note type."""

    of: str | int
    hashes: list[str]
    tags: tuple[str, ...] | None = None
    """None of a note type."""


class Gift(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was given, where it differs from what the ledger has."""

    lines: tuple[Given, ...] = ()
    tags: dict[str, tuple[str, ...]] = {}

    def added_to(self, ledger: Ledger) -> Ledger:
        """The ledger with all of this at its end."""
        return replace(ledger, given=(*ledger.given, *self.lines), tags={**ledger.tags, **self.tags})


class GivenFields(Struct, frozen=True):
    """All that members were ever given of one note or note type, each with the release that gave it, in order."""

    fields: tuple[tuple[tuple[str, str], ...], ...]
    """For each of Anki's fields, in order: release and hash."""
    tags: tuple[tuple[str, tuple[str, ...]], ...]

    def hashes(self, at: int) -> frozenset[str]:
        """All hashes ever given for a field; none where the field was never recorded."""
        return frozenset(digest for _, digest in self.fields[at]) if at < len(self.fields) else frozenset()

    def last(self, at: int) -> str:
        """The hash that the last release gave for a field; empty where none did."""
        return "".join(_had(self.fields[at], ever=False)) if at < len(self.fields) else ""


NEVER = GivenFields((), ())
"""Of a note that no one was ever given."""


def given_notes(ledger: Ledger, only: Collection[str | int] | None = None) -> dict[str | int, GivenFields]:
    """Guid or note type's id → all that was ever given of it; with `only`, of these."""
    columns: dict[str | int, list[list[tuple[str, str]]]] = {}
    tags: dict[str | int, list[tuple[str, tuple[str, ...]]]] = {}
    for line in ledger.given if only is None else (line for line in ledger.given if line.of in only):
        rows = columns.setdefault(line.of, [])
        hashes = line.hashes.split(",")
        rows += ([] for _ in range(len(hashes) - len(rows)))
        for row, digest in zip(rows, hashes, strict=False):
            if digest:
                row.append((line.release, digest))
        if line.tags:
            tags.setdefault(line.of, []).append((line.release, ledger.tags.get(line.tags, ())))
    return {key: GivenFields(tuple(map(tuple, rows)), tuple(tags.get(key, ()))) for key, rows in columns.items()}


def held_in(deck: Deck) -> Iterator[Held]:
    """All of a deck."""
    types = {key: _recorded(note_type) for key, note_type in deck.types.items()}
    yield from (_held(note, types[note.kind, note.shape]) for note in deck.notes)
    yield from map(_look, deck.note_types)


def held_in_package(package: Snapshot, types: Mapping[int, NoteType]) -> Iterator[Held]:
    """All of a package that belongs to note types of the deck, which are given by their ids."""
    recorded = {number: _recorded(note_type) for number, note_type in types.items()}
    yield from (_held(note, recorded[note.note_type]) for note in package.notes if note.note_type in types)
    yield from (_look(each) for number, each in package.note_types.items() if number in types)


def _recorded(note_type: NoteType) -> tuple[bool, ...]:
    """Of each field whether what is in it is recorded."""
    return tuple(field.id not in _OWN_FIELDS for field in note_type.fields)


def _held(note: Note | SnapshotNote, recorded: tuple[bool, ...]) -> Held:
    fields = zip(note.fields, recorded, strict=False)
    return Held(note.guid, [kept_hash(html) if of else "" for html, of in fields], note.tags)


def _look(note_type: NoteType | SnapshotNoteType) -> Held:
    templates = (_hash(f"{each.front}\x1f{each.back}") for each in note_type.templates)
    return Held(note_type.id, [_hash(note_type.css), *templates])


def gift_of(ledger: Ledger, release: str, held: Iterable[Held], *, ever: bool = False) -> Gift:
    """What a release gives that differs from the release before; with `ever`, from all that was given at any time.

    Of a note on which branches disagree, a release gives all: no one knows which of it those before it had.
    """
    holdings = tuple(held)
    unknown = set() if ever else {note.guid for note in ledger.notes.values() if note.content == UNKNOWN}
    before = given_notes(ledger, {each.of for each in holdings} - unknown)
    lines, sets = [], {}
    for each in holdings:
        old, new, tags = before.get(each.of, NEVER), list(each.hashes), each.tags
        for at, (digest, row) in enumerate(zip(each.hashes, old.fields, strict=False)):
            if digest in _had(row, ever=ever):
                new[at] = ""
        written = ",".join(new).rstrip(",")
        key = "" if tags is None or tags in _had(old.tags, ever=ever) else _tags_key(tags)
        if written or key:
            lines.append(Given(each.of, release, FORM, written, key))
        if key and tags is not None and key not in ledger.tags:
            sets[key] = tags
    return Gift(tuple(lines), sets)


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
    types = {key: at for at, key in enumerate(ledger.note_types)}
    sets = {key: at for at, key in enumerate(ledger.tags)}
    lines: dict[str | int, list[list[object]]] = {}
    for each in ledger.given:
        tags = [sets.get(each.tags)] if isinstance(each.of, str) else []
        lines.setdefault(each.of, []).append([place[each.release], each.hashes, *tags])
    value = {
        "format": HISTORY_FORMAT,
        "deck": ledger.deck,
        "form": FORM,
        "releases": [[each.version, timestamp(each.time)] for each in ledger.releases],
        "names": names,
        "note_types": [
            {"id": each.id, "fields": each.labels, "looks": lines.get(each.id, [])}
            for each in ledger.note_types.values()
        ],
        "tags": list(ledger.tags.values()),
        "notes": {
            note.guid: [types[note.kind, note.shape], note.since, note.retired, lines.get(note.guid, [])]
            for note in ledger.notes.values()
        },
    }
    return msgspec.json.encode(value)
