"""A member's export, what was given to members, and what the sources say today, field by field.

A field is the member's own where its exact hash is none that a release or a draft ever gave for it: see `given`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from deckgen.anki.snapshot import Snapshot, SnapshotNote
from deckgen.exchange.merging.authored import with_packed_names
from deckgen.exchange.source_cards import SourceCard
from deckgen.html.reading import read
from deckgen.model import Deck, Note, NoteType
from deckgen.model.kinds import FILLED_COLUMNS
from deckgen.release.content import UNKNOWN, revision_at, text_hash
from deckgen.release.given import DRAFT, NEVER, GivenFields, given_notes, kept_hash
from deckgen.release.ledger import Ledger


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
    conflict: bool
    """Whether the author changed it, too, since the release that the member has, or may have."""
    perhaps: bool
    """Of a conflict: whether the member may have that change, but nothing in the note says so."""


@dataclass(frozen=True, slots=True)
class NoteCorrection:
    """A note in which a member wrote."""

    source: SourceCard
    title: str
    fields: tuple[FieldCorrection, ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """A member's export, compared with the sources."""

    changes: tuple[NoteCorrection, ...]
    """In study order."""
    unknown: tuple[SnapshotNote, ...] = ()
    """Of another shape than today's, or with a field of which it is unknown what was given."""
    own: tuple[SnapshotNote, ...] = ()
    """Notes of the member's own, in the deck's note types."""
    others: tuple[SnapshotNote, ...] = ()
    """Notes of no note type of the deck."""
    gone: tuple[SnapshotNote, ...] = ()
    """Notes in which the member wrote, and which the deck no longer has."""
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
    given, ranks = given_notes(ledger), _ranks(ledger)
    drafts = Counter((line.of, line.release) for line in ledger.given if line.release.endswith(DRAFT))
    released = {note.guid for note in ledger.notes.values()}
    moved_in = {kind.name for kind in deck.kinds if kind.known}
    files = {file.path.name: file for file in deck.media}
    changes: list[NoteCorrection] = []
    unknown: dict[str, SnapshotNote] = {}
    for note in deck.notes:
        mine = theirs.get(note.guid)
        if mine is None or note.id not in sources:
            continue
        note_type = deck.types[note.kind, note.shape]
        if mine.note_type != note_type.id or len(mine.fields) != len(note_type.columns):
            unknown[mine.guid] = mine
            continue
        had = given.get(note.guid) or (NEVER if note.guid in released else _as_written(note))
        history = _History(had, ranks, drafts, ledger, note, note_type, mine)
        fields: list[FieldCorrection] = []
        for at, column in enumerate(note_type.columns):
            hashes, html = history.had.hashes(at), mine.fields[at]
            filled = column in FILLED_COLUMNS and (column != "category" or not html)  # a member's own note has none
            if (filled and note.kind not in moved_in) or kept_hash(html) in hashes:
                continue
            html = with_packed_names(html, files) if note.kind in moved_in else html
            if read(html) == read(note.fields[at]):
                continue
            if not hashes:
                unknown[mine.guid] = mine
                continue
            conflict = not history.is_unchanged(at)
            perhaps = conflict and history.has_perhaps(at)
            fields.append(FieldCorrection(column, note_type.fields[at].label, note.fields[at], html, conflict, perhaps))
        if fields:
            changes.append(NoteCorrection(sources[note.id], note.title, tuple(fields)))
    types = {note_type.id for note_type in deck.note_types}
    in_deck = {note.guid for note in deck.notes}
    others = [note for note in member.notes if note.guid not in in_deck]
    strangers = [note for note in others if note.guid not in given and note.guid not in released]
    return Merge(
        changes=tuple(changes),
        unknown=tuple(unknown.values()),
        own=tuple(note for note in strangers if note.note_type in types),
        others=tuple(note for note in strangers if note.note_type not in types),
        gone=tuple(note for note in others if _is_written_in(note, given.get(note.guid, NEVER))),
        media={file.name: file.path.relative_to(cards / "media").as_posix() for file in deck.media},
    )


def _is_written_in(note: SnapshotNote, had: GivenFields) -> bool:
    """Whether a member wrote in a note."""
    hashes = (had.hashes(at) for at in range(len(note.fields)))
    return any(given and kept_hash(html) not in given for given, html in zip(hashes, note.fields, strict=True))


def _as_written(note: Note) -> GivenFields:
    """What is given of a note that no release and no draft of this machine has: what the sources say."""
    return GivenFields(tuple((("", kept_hash(html)),) for html in note.fields), ())


def _ranks(ledger: Ledger) -> dict[str, int]:
    """Each release and the draft after it → its place in the order in which they were given."""
    given = (line.release.removesuffix(DRAFT) for line in ledger.given)
    names = dict.fromkeys([*given, *(release.version for release in ledger.releases)])
    return {f"{name}{suffix}": 2 * n + m for n, name in enumerate(names) for m, suffix in enumerate(("", DRAFT))}


class _History(NamedTuple):
    """What was given of a note, and which of it a member has."""

    had: GivenFields
    ranks: Mapping[str, int]
    drafts: Mapping[tuple[str | int, str], int]
    """How many drafts of one name gave a note something else."""
    ledger: Ledger
    note: Note
    note_type: NoteType
    mine: SnapshotNote

    def is_unchanged(self, at: int) -> bool:
        """Whether the author certainly changed nothing in a field since the release that the member has."""
        released = self.ledger.notes.get(self.note.id)
        if self.had.hashes(at) == {kept_hash(self.note.fields[at])}:
            return True
        if released is not None and released.content == UNKNOWN:  # branches disagree: a later release may lack it
            return False
        possible, unsure = self._possible(at), self._unsure(at)
        return unsure.isdisjoint(possible) and any(
            min(possible) >= self.ranks.get(release, 0) for release in self._unchanged_since(at)
        )

    def has_perhaps(self, at: int) -> bool:
        """Whether the member may have what the sources say of a field, in a note that does not say its release."""
        return revision_at(self.note_type) is None and [*self._unchanged_since(at)] != []

    def _unchanged_since(self, at: int) -> Iterator[str]:
        """Releases that gave a field as the sources have it today, and the last that changed the note's text."""
        last_release, last = self.had.fields[at][-1]
        if last == kept_hash(self.note.fields[at]):
            yield last_release
        released = self.ledger.notes.get(self.note.id)
        if released is not None and released.content.text == text_hash(self.note.fields, self.note_type):
            yield released.revision

    def _unsure(self, at: int) -> set[int]:
        """Drafts of which the name does not tell whether they gave a field as the sources have it today."""
        ours = kept_hash(self.note.fields[at])
        drafts = ((release, digest) for release, digest in self.had.fields[at] if release.endswith(DRAFT))
        return {self.ranks[name] for name, digest in drafts if digest != ours or self.drafts[self.note.guid, name] > 1}

    def _possible(self, at: int) -> set[int]:
        """The releases that the member may have of the note, apart from a field; -1 for one that is not known."""
        revised = revision_at(self.note_type)
        if revised is not None:
            return {self.ranks.get(self.mine.fields[revised], -1)}
        others = [
            (row, kept_hash(html))
            for n, (row, html) in enumerate(zip(self.had.fields, self.mine.fields, strict=False))
            if n != at and kept_hash(html) in self.had.hashes(n)
        ]
        found = (each for each in self.ranks.values() if all(html in self._as_of(each, row) for row, html in others))
        return {*found} or {-1}

    def _as_of(self, rank: int, row: tuple[tuple[str, str], ...]) -> set[str]:
        """What a release gave a field as: an import's gave it as members had it, and as deckgen writes it.

        Of drafts that have one name, it is the last.
        """
        given = [each for each in row if self.ranks.get(each[0], 0) <= rank]
        if given and not given[-1][0].endswith(DRAFT):
            return {digest for release, digest in given if release == given[-1][0]}
        return {digest for _, digest in given[-1:]}
