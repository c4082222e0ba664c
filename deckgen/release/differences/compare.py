"""Match the notes of two decks, and compare them."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple
from urllib.parse import unquote

from msgspec.structs import replace

from deckgen.anki.snapshot import ID_FIELD, REVISION_FIELD, Snapshot, SnapshotNote, SnapshotNoteType, SnapshotTemplate
from deckgen.html.plain import plain_text
from deckgen.html.reading import Piece, read


class FieldChange(NamedTuple):
    """A field that reads otherwise."""

    name: str
    old: str
    """HTML."""
    new: str
    """HTML."""


class NoteChange(NamedTuple):
    """A note that both decks have, and that differs."""

    old: SnapshotNote
    new: SnapshotNote
    fields: tuple[FieldChange, ...]
    tags_added: tuple[str, ...]
    tags_removed: tuple[str, ...]

    @property
    def new_guid(self) -> bool:
        """Whether the guid is another: the import gives members a second note next to the one with their reviews."""
        return self.old.guid != self.new.guid

    @property
    def new_note_type(self) -> bool:
        """Whether the note type is another: Anki then updates nothing of this note."""
        return self.old.note_type != self.new.note_type

    @property
    def moved(self) -> bool:
        """Whether its cards are in another deck; members' cards stay where they were."""
        return self.old.decks != self.new.decks


class NoteTypeChange(NamedTuple):
    """A note type that both decks have, and that differs."""

    name: str
    parts: tuple[str, ...]
    """Which parts differ: `name`, `fields`, `css`, or `template NAME`."""
    lists_changed: bool
    """Whether the number of fields or templates is another: Anki then makes a second note type, and updates none of
    its notes."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed between two decks."""

    old: Snapshot
    new: Snapshot
    added: tuple[SnapshotNote, ...]
    removed: tuple[SnapshotNote, ...]
    changed: tuple[NoteChange, ...]
    rewritten: int
    """How many other notes have other HTML, which reads the same."""
    note_types_changed: tuple[NoteTypeChange, ...]
    media: tuple[tuple[str, str], ...]
    """`added`, `removed` or `changed`, and the name of each file."""
    reordered: bool
    """Whether the notes that both have come in another study order."""

    @property
    def empty(self) -> bool:
        """Whether nothing differs that people read; a deck's description is not compared."""
        notes = self.added or self.removed or self.changed or self.note_types_changed
        return not (notes or self.media or self.reordered or self.renamed)

    @property
    def renamed(self) -> bool:
        """Whether the deck's name is another, and no card stays in its deck: members get a second one."""
        old, new = ({deck for note in each.notes for deck in note.decks} for each in (self.old, self.new))
        return self.old.name != self.new.name and old.isdisjoint(new)


def compare(old: Snapshot, new: Snapshot) -> Difference:
    """Compare two decks."""
    places = _match_notes(old, new)
    pairs = [(old.notes[a], new.notes[b]) for a, b in places.items()]
    changes = [compare_notes(old, new, a, b) for a, b in pairs]
    types = [(old.note_types[n], t) for n, t in new.note_types.items() if n in old.note_types]
    return Difference(
        old=old,
        new=new,
        added=tuple(note for at, note in enumerate(new.notes) if at not in {*places.values()}),
        removed=tuple(note for at, note in enumerate(old.notes) if at not in places),
        changed=tuple(filter(None, changes)),
        rewritten=sum(
            change is None and any(_field_changes(old, new, a, b))
            for (a, b), change in zip(pairs, changes, strict=True)
        ),
        note_types_changed=tuple(filter(None, (_note_type_change(a, b) for a, b in types))),
        media=tuple(sorted(_media_changes(old.media, new.media))),
        reordered=[*places.values()] != sorted(places.values()),
    )


def _media_changes(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """How each file changed, and its name; one that only has another name did not."""
    before, after = {*old.values()}, {*new.values()}
    for name in old.keys() | new.keys():
        if name in old and name in new:
            if old[name] != new[name]:
                yield "changed", name
        elif name in new and new[name] not in before:
            yield "added", name
        elif name in old and old[name] not in after:
            yield "removed", name


def _match_notes(old: Snapshot, new: Snapshot) -> dict[int, int]:
    """The places of notes in the old deck, in order → in the new one.

    Notes are matched by guid, as Anki does it; what is left by note type and first field, as people do it, since tools
    that derive guids from fields give an edited note a new one.
    """
    names = {number: kind.name for each in (new, old) for number, kind in each.note_types.items()}

    def first_field(note: SnapshotNote) -> Hashable:
        return names.get(note.note_type, ""), plain_text(note.fields[0]) or note.fields[0]

    found: dict[int, int] = {}
    free = dict(enumerate(new.notes))
    for key in (lambda note: note.guid, first_field):
        waiting: defaultdict[Hashable, list[int]] = defaultdict(list)
        for at in reversed(free):
            waiting[key(free[at])].append(at)
        for place, note in enumerate(old.notes):
            if place not in found and (there := waiting.get(key(note))):
                found[place] = there.pop()
                del free[found[place]]
    return dict(sorted(found.items()))


def compare_notes(old: Snapshot, new: Snapshot, a: SnapshotNote, b: SnapshotNote) -> NoteChange | None:
    """Compare two notes, `a` of the old deck and `b` of the new one; None where they read the same."""
    change = NoteChange(
        old=a,
        new=b,
        fields=tuple(
            each for each in _field_changes(old, new, a, b) if _read(each.old, old.media) != _read(each.new, new.media)
        ),
        tags_added=tuple(tag for tag in b.tags if tag not in a.tags),
        tags_removed=tuple(tag for tag in a.tags if tag not in b.tags),
    )
    same = (a.guid, a.note_type, a.decks, a.cards) == (b.guid, b.note_type, b.decks, b.cards)
    return None if same and not (change.fields or change.tags_added or change.tags_removed) else change


def _read(field: str, media: Mapping[str, str]) -> list[Piece]:
    """What is read of a field, with the content of files in place of their names."""
    return [
        replace(piece, source=media.get(unquote(piece.source), piece.source)) if piece.source else piece
        for piece in read(field)
    ]


def _field_changes(old: Snapshot, new: Snapshot, a: SnapshotNote, b: SnapshotNote) -> Iterator[FieldChange]:
    """The fields whose HTML is another."""
    if a.fields == b.fields and a.note_type == b.note_type:
        return
    new_type = new.note_types.get(b.note_type)
    old_names = _names(old.note_types.get(a.note_type), len(a.fields))
    new_names = _names(new_type, len(b.fields))
    if len(old_names) == len(new_names) and a.note_type == b.note_type:
        old_names = new_names  # the same list under renamed labels
    labels = dict(zip(new_names, new_type.labels if new_type else (), strict=False))
    before = dict(zip(old_names, a.fields, strict=True))
    after = dict(zip(new_names, b.fields, strict=True))
    for name in dict.fromkeys((*new_names, *old_names)):
        was, now = before.get(name, ""), after.get(name, "")
        if was != now and not (name == REVISION_FIELD and ID_FIELD in new_names):  # a release's mark, no content
            yield FieldChange(labels.get(name, name), was, now)


def _names(note_type: SnapshotNoteType | None, count: int) -> tuple[str, ...]:
    names = note_type.fields if note_type else ()
    return (*names[:count], *(f"#{n + 1}" for n in range(len(names), count)))


def _note_type_change(old: SnapshotNoteType, new: SnapshotNoteType) -> NoteTypeChange | None:
    parts: dict[str, tuple[object, object]] = {
        "name": (old.name, new.name),
        "fields": (old.fields, new.fields),
        "css": (old.css.strip(), new.css.strip()),
    }
    for was, now in zip_longest(map(_strip, old.templates), map(_strip, new.templates)):
        parts[f"template {(now or was).name}"] = was, now
    changed = tuple(part for part, (was, now) in parts.items() if was != now)
    lists = len(old.fields) != len(new.fields) or len(old.templates) != len(new.templates)
    return NoteTypeChange(new.name, changed, lists) if changed else None


def _strip(template: SnapshotTemplate) -> SnapshotTemplate:
    """A template without the space around its sides, which shows nowhere."""
    return replace(template, front=template.front.strip(), back=template.back.strip())
