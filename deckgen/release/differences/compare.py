"""Match the notes of two decks, and compare them."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping
from urllib.parse import unquote

from deckgen.anki.snapshot import ID_FIELD, REVISION_FIELD, Snapshot, SnapshotNote, SnapshotNoteType, SnapshotTemplate
from deckgen.html.reading import Piece, read
from deckgen.html.text import plain_text
from deckgen.release.differences.model import Difference, FieldChange, NoteChange, NoteTypeChange


def compare(old: Snapshot, new: Snapshot) -> Difference:
    """Compare two decks.

    Notes are matched by guid, as Anki does it; what is left by note type and first field, as people do it, since tools
    that derive guids from fields give an edited note a new one.
    """
    pairs, gone, came = _match_notes(old, new)
    changes = [compare_notes(old, new, a, b) for a, b in pairs]
    types = [(old.note_types[n], t) for n, t in new.note_types.items() if n in old.note_types]
    type_changes = [_note_type_change(a, b) for a, b in types]
    places = {id(note): at for at, note in enumerate(new.notes)}
    order = [places[id(b)] for _, b in pairs]
    media_added, media_removed = _without_renamed(old.media, new.media)
    return Difference(
        old=old,
        new=new,
        added=tuple(came),
        removed=tuple(gone),
        changed=tuple(change for change in changes if change),
        rewritten=sum(
            change is None and any(_field_changes(old, new, a, b))
            for (a, b), change in zip(pairs, changes, strict=True)
        ),
        note_types_added=tuple(t for n, t in new.note_types.items() if n not in old.note_types),
        note_types_removed=tuple(t for n, t in old.note_types.items() if n not in new.note_types),
        note_types_changed=tuple(change for change in type_changes if change),
        media_added=media_added,
        media_removed=media_removed,
        media_changed=tuple(sorted(n for n, sha in old.media.items() if new.media.get(n, sha) != sha)),
        reordered=order != sorted(order),
    )


def _without_renamed(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of media that came, and that went, but for files that only have another name."""
    before, after = set(old.values()), set(new.values())
    came = (name for name, sha in new.items() if name not in old and sha not in before)
    went = (name for name, sha in old.items() if name not in new and sha not in after)
    return tuple(sorted(came)), tuple(sorted(went))


def _match_notes(
    old: Snapshot, new: Snapshot
) -> tuple[list[tuple[SnapshotNote, SnapshotNote]], list[SnapshotNote], list[SnapshotNote]]:
    """The pairs in the old deck's order, what only the old one has, what only the new one has."""
    pairs: dict[int, SnapshotNote] = {}
    gone, came = list(old.notes), list(new.notes)
    for key in (_by_guid, _by_first_field(old, new)):
        waiting: defaultdict[Hashable, list[SnapshotNote]] = defaultdict(list)
        for note in reversed(came):
            waiting[key(note)].append(note)
        left: list[SnapshotNote] = []
        taken: set[int] = set()
        for note in gone:
            found = waiting.get(key(note))
            if found:
                pairs[id(note)] = found.pop()
                taken.add(id(pairs[id(note)]))
            else:
                left.append(note)
        gone, came = left, [note for note in came if id(note) not in taken]
    return [(note, pairs[id(note)]) for note in old.notes if id(note) in pairs], gone, came


def _by_guid(note: SnapshotNote) -> Hashable:
    return note.guid


def _by_first_field(old: Snapshot, new: Snapshot) -> Callable[[SnapshotNote], Hashable]:
    names = {number: t.name for snapshot in (new, old) for number, t in snapshot.note_types.items()}

    def key(note: SnapshotNote) -> Hashable:
        first = plain_text(note.fields[0]) or note.fields[0]
        return (names.get(note.note_type, ""), first) if first else id(note)

    return key


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
        cards=(a.cards, b.cards),
    )
    same = a.guid == b.guid and a.note_type == b.note_type and a.decks == b.decks and a.cards == b.cards
    return None if same and not (change.fields or change.tags_added or change.tags_removed) else change


def _read(field: str, media: Mapping[str, str]) -> list[Piece]:
    """What is read of a field, with the content of files in place of their names."""
    return [
        piece._replace(source=media.get(unquote(piece.source), piece.source)) if piece.source else piece
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
    parts = [
        name
        for name, was, now in (
            ("name", old.name, new.name),
            ("fields", old.fields, new.fields),
            ("css", old.css.strip(), new.css.strip()),
        )
        if was != now
    ]
    for n in range(max(len(old.templates), len(new.templates))):
        was, now = old.templates[n : n + 1], new.templates[n : n + 1]
        if [*map(_strip, was)] != [*map(_strip, now)]:
            parts.append(f"template {(now or was)[0].name}")
    if not parts:
        return None
    changed = len(old.fields) != len(new.fields) or len(old.templates) != len(new.templates)
    return NoteTypeChange(old, new, tuple(parts), changed)


def _strip(template: SnapshotTemplate) -> SnapshotTemplate:
    """A template without the space around its sides, which shows nowhere."""
    return template._replace(front=template.front.strip(), back=template.back.strip())
