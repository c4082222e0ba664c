"""A member's export, what was given to members, and what the sources say today, field by field.

A field is the member's own where its exact hash is none that a release or a draft ever gave for it: see `given`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from deckgen.anki.snapshot import Snapshot, SnapshotNote
from deckgen.anki.tags import bare_tag, clean_tag
from deckgen.exchange.merging.texts import with_packed_names
from deckgen.exchange.source_cards import SourceCard
from deckgen.html.reading import read
from deckgen.model import Deck, Kind, Note, NoteType
from deckgen.release.content import revision_at, text_hash
from deckgen.release.given import DRAFT, GivenFields, given_notes, kept_hash
from deckgen.release.ledger import Ledger
from deckgen.sources.text import FORBIDDEN

_FILLED = frozenset({"id", "revision", "spare1", "spare2"})
"""Columns of deckgen's own note types that hold no text of anybody."""
_ANKI_TAGS = frozenset({"leech", "marked"})
"""Tags that Anki gives by itself."""


class Standing(Enum):
    """Who changed a field since the release that the member has."""

    MEMBER = "member"
    """Only the member."""
    CONFLICT = "conflict"
    """The author, too; or it is not certain that they did not."""


@dataclass(frozen=True, slots=True)
class FieldCorrection:
    """A field in which a member wrote."""

    column: str
    label: str
    """The field's name in Anki."""
    ours: str
    """HTML, as the sources have it."""
    theirs: str
    """HTML, as the member has it."""
    standing: Standing


@dataclass(frozen=True, slots=True)
class NoteCorrection:
    """A note in which a member wrote."""

    source: SourceCard
    title: str
    fields: tuple[FieldCorrection, ...]


class TagChange(NamedTuple):
    """Tags of the member's own on a card."""

    source: SourceCard
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """A member's export, compared with the sources."""

    changes: tuple[NoteCorrection, ...]
    """In study order."""
    unknown: tuple[SnapshotNote, ...] = ()
    """Of another shape than today's, or with a field of which it is unknown what was given."""
    own: tuple[SnapshotNote, ...] = ()
    """Notes of the member's own, in the deck's note types."""
    others: int = 0
    """How many notes are of no note type of the deck."""
    tagged: tuple[TagChange, ...] = ()
    """The cards that have tags of the member's own."""
    media: Mapping[str, str] = field(default_factory=dict)
    """Packed name → path below `media/`, of the deck's own files."""


class Ours(NamedTuple):
    """The sources, and what was given to members of them."""

    deck: Deck
    ledger: Ledger
    """With what this machine's drafts gave."""
    sources: Mapping[str, SourceCard]
    """Id → the card in its file."""
    cards: Path
    """The cards folder."""


def compare(member: Snapshot, ours: Ours) -> Merge:
    """Find what a member wrote in their notes."""
    deck, ledger, sources, cards = ours
    theirs = {note.guid: note for note in member.notes}
    known = {note.guid for note in deck.notes}
    given, ranks = given_notes(ledger), _ranks(ledger)
    kinds = {kind.name: kind for kind in deck.kinds}
    files = {file.path.name: file for file in deck.media}
    changes: list[NoteCorrection] = []
    unknown: list[SnapshotNote] = []
    tagged: list[TagChange] = []
    for note in deck.notes:
        mine = theirs.get(note.guid)
        if mine is None or note.id not in sources:
            continue
        note_type = deck.types[note.kind, note.shape]
        had = given.get(note.guid) or _never_given(note)
        if mine.note_type != note_type.id or len(mine.fields) != len(note_type.columns):
            unknown.append(mine)
            continue
        tags = own_tags(mine.tags, {*note.tags, *had.tags_ever()}, kinds[note.kind], deck.config.tag)
        if tags:
            tagged.append(TagChange(sources[note.id], tags))
        history = _History(had, ranks, ledger, note, note_type, mine)
        moved_in = bool(kinds[note.kind].known)
        shown = tuple(with_packed_names(html, files) if moved_in else html for html in mine.fields)
        fields: list[FieldCorrection] = []
        for at, column in enumerate(note_type.columns):
            if (column in _FILLED and not moved_in) or read(shown[at]) == read(note.fields[at]):
                continue
            if not had.hashes(at):
                unknown.append(mine)
            elif kept_hash(mine.fields[at]) not in had.hashes(at):
                standing = Standing.MEMBER if history.is_unchanged(at) else Standing.CONFLICT
                fields.append(FieldCorrection(column, note_type.fields[at].label, note.fields[at], shown[at], standing))
        if fields:
            changes.append(NoteCorrection(sources[note.id], note.title, tuple(fields)))
    types = {note_type.id for note_type in deck.note_types}
    deck_guids = {*known, *given, *(note.guid for note in ledger.notes.values())}
    strangers = [note for note in member.notes if note.guid not in deck_guids]
    return Merge(
        changes=tuple(changes),
        unknown=tuple({note.guid: note for note in unknown}.values()),
        own=tuple(note for note in strangers if note.note_type in types),
        others=sum(note.note_type not in types for note in strangers),
        tagged=tuple(tagged),
        media={file.name: file.path.relative_to(cards / "media").as_posix() for file in deck.media},
    )


def _never_given(note: Note) -> GivenFields:
    """What is given of a note that no release and no draft of this machine has: what the sources say."""
    return GivenFields(tuple((("", kept_hash(html)),) for html in note.fields), (("", note.tags),))


def _ranks(ledger: Ledger) -> dict[str, int]:
    """Each release and the draft after it → its place in the order in which they were given."""
    given = (line.release.removesuffix(DRAFT) for line in ledger.given)
    names = dict.fromkeys([*given, *(release.version for release in ledger.releases)])
    return {f"{name}{suffix}": 2 * n + m for n, name in enumerate(names) for m, suffix in enumerate(("", DRAFT))}


class _History(NamedTuple):
    """What was given of a note, and which of it a member has."""

    had: GivenFields
    ranks: Mapping[str, int]
    ledger: Ledger
    note: Note
    note_type: NoteType
    mine: SnapshotNote

    def is_unchanged(self, at: int) -> bool:
        """Whether the author certainly changed nothing in a field since the release that the member has."""
        html = self.note.fields[at]
        last_release, last = self.had.fields[at][-1]
        if kept_hash(html) == last and (
            len(self.had.hashes(at)) == 1 or self._has(self.ranks.get(last_release, 0), at)
        ):
            return True
        released = self.ledger.notes.get(self.note.id)
        return (
            released is not None
            and released.content.text == text_hash(self.note.fields, self.note_type)
            and self._has(self.ranks.get(released.revision, 0), at)
        )

    def _has(self, rank: int, at: int) -> bool:
        """Whether what the member has of the note, apart from a field, is certainly of this release or a later one."""
        revised = revision_at(self.note_type)
        if revised is not None:
            return self.ranks.get(self.mine.fields[revised], -1) >= rank
        return min(self._possible(at), default=-1) >= rank

    def _possible(self, at: int) -> Iterable[int]:
        """The releases of which all other fields can be that the member did not write in."""
        possible = set(self.ranks.values())
        for n, row in enumerate(self.had.fields):
            theirs = kept_hash(self.mine.fields[n]) if n < len(self.mine.fields) else ""
            if n != at and theirs in self.had.hashes(n):
                possible &= set(_held(row, theirs, self.ranks))
        return possible


def _held(row: tuple[tuple[str, str], ...], digest: str, ranks: Mapping[str, int]) -> Iterator[int]:
    """The releases in which a field had a hash."""
    begins = [ranks.get(release, 0) for release, _ in row]
    for (_, given), begin, end in zip(row, begins, [*begins[1:], max(ranks.values(), default=0) + 1], strict=True):
        if given == digest:
            yield from range(begin, max(end, begin + 1))  # a release may have given two


def own_tags(theirs: Iterable[str], given: Collection[str], kind: Kind, root: str) -> tuple[str, ...]:
    """A member's own tags of a note, as a card file holds them: neither those that Anki gives, nor any ever given.

    Anki keeps one spelling of a tag, so capitals make no difference. `root` is the tag above those of deckgen's kinds.
    """
    decks = _ANKI_TAGS | {tag.casefold() for tag in given}
    found: dict[str, str] = {}
    for tag in theirs:
        tidy = FORBIDDEN.sub("", bare_tag(tag) if kind.known else clean_tag(tag))
        written = tidy if kind.known else f"{root}::{tidy}"
        below_root = not kind.known and f"{tag}::".casefold().startswith(f"{root}::".casefold())
        if tidy and not below_root and decks.isdisjoint({tag.casefold(), written.casefold()}):
            found.setdefault(tidy.casefold(), tidy)
    return tuple(found.values())
