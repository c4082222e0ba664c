"""Modification times: an unchanged note keeps its recorded one, a changed one gets a newer one.

Anki updates a note only where the package's `mod` is greater than the member's, and then replaces fields and tags as a
whole. So a `mod` that moves without a change costs members their edits, and one that does not move hides a fix.
"""

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from deckgen.anki.package import Stamps
from deckgen.anki.template import parse_template, rename_fields
from deckgen.model import Deck, NoteType
from deckgen.release.content import Change, Content, change_of, note_type_hash, revision_at, type_key, whole_hash
from deckgen.release.ledger import Ledger, ReleasedNoteType, TypeKey, released_type
from deckgen.release.local_builds import Built, LocalBuilds


class Stamping(Struct, frozen=True):
    """A deck's modification times, and why they are so."""

    deck: Deck
    """With the names that members know released note types by."""
    ledger: Ledger
    """What members have, under the deck's ids."""
    stamps: Stamps
    notes: Mapping[str, Change]
    """By id: how much of it is another than members have."""
    note_types: frozenset[TypeKey]
    """Those that look otherwise than members have them, or are new to them."""
    released: bool
    """Whether all of it is stamped as in the last release."""
    builds: LocalBuilds = LocalBuilds()
    """What this machine's builds gave, this one among them, but for its gift."""


def stamp_deck(deck: Deck, ledger: Ledger, builds: LocalBuilds, now: int, *, release: bool) -> Stamping:
    """The times of a deck at `now`, in seconds since 1970: of a release, or of a build in between.

    In a release, an unchanged note has the recorded time, a soft change a second more, a hard one and a new note the
    release's own, which is later than the last. Only a note that is new to members looks at what this machine's builds
    gave: no one else has it, and whoever imported a build keeps what they wrote. It is a second later than the build's,
    which brings the revision.

    A build follows the latest that members or this machine's builds have: the same content keeps its time, so that
    nothing is overwritten without a change, and a text taken back after a build arrives as it was.
    """
    deck, ledger = _align(deck, ledger)
    again = {guid: each.time for each in ledger.again for guid in each.guids}
    types = {key: (each, revision_at(each)) for key, each in deck.types.items()}
    mods: dict[str, int] = {}
    changes: dict[str, Change] = {}
    made = dict(builds.notes)
    for note in deck.notes:
        note_type, revision = types[note.kind, note.shape]
        content = Content(note.source, "", whole_hash(note.fields, note.tags, revision))
        known, built = ledger.notes.get(note.id), builds.notes.get(note.guid)
        mod = known.mod if known else 0
        change = change_of(known.content, content, note, note_type) if known else Change.NEW
        since_built = change_of(built.content, content, note, note_type) if built else Change.NEW
        changes[note.id] = change
        if built and not release and built.mod >= mod:
            mod, change = built.mod, since_built
        if release and built and known is None and since_built < Change.HARD:
            mod = min(built.mod + 1, now)
        elif change is Change.SOFT:  # not past a package of some notes: members who declined it have written in them
            mod += 1
        elif change is not Change.NONE:
            mod = max(now, mod + 1, again.get(note.guid, 0) + 1)
        mods[note.id] = mod
        new = Built(mod, content, note_type.id)
        if new != built:
            made[note.guid] = new
    looks: dict[int, int] = {}
    made_types = dict(builds.note_types)
    other: set[TypeKey] = set()
    for each in deck.note_types:
        digits, recorded = note_type_hash(each), ledger.note_types.get(type_key(each))
        mod, had = (recorded.mod, recorded.hash) if recorded else (0, "")
        if had != digits:
            other.add(type_key(each))
        if not release:
            mod, had = max((mod, had), builds.note_types.get(each.id, (0, "")), key=lambda look: look[0])
        looks[each.id] = mod = mod if had == digits else max(now, mod + 1)
        made_types[each.id] = mod, digits
    released = (
        not other
        and not any(changes.values())
        and not ledger.is_partial
        and all(mod == ledger.notes[key].mod for key, mod in mods.items())
        and all(looks[each.id] == ledger.note_types[type_key(each)].mod for each in deck.note_types)
    )
    builds = replace(builds, notes=made, note_types=made_types)
    return Stamping(deck, ledger, Stamps(now, mods, looks), changes, frozenset(other), released, builds)


def _align(deck: Deck, ledger: Ledger) -> tuple[Deck, Ledger]:
    """A deck and its ledger, made to speak of one note and one field by one name.

    Returns:
        The deck with the names that released note types had when they were first released: old versions of Anki take a
        renamed field or card template for a new one. The ledger with the deck's ids of notes that kept their guid under
        another id.
    """
    here = {note.id for note in deck.notes}
    gone = {note.guid: note for note in ledger.notes.values() if note.id not in here and not note.retired}
    renamed = {n.id: gone[n.guid] for n in deck.notes if n.guid in gone and n.id not in ledger.notes}
    if renamed:
        old = {note.id for note in renamed.values()}
        notes = {key: note for key, note in ledger.notes.items() if key not in old}
        ledger = replace(ledger, notes=notes | {new: replace(note, id=new) for new, note in renamed.items()})
    types = []
    for note_type in deck.note_types:
        recorded = ledger.note_types.get(type_key(note_type))
        now = released_type(note_type, "", 1)
        same = recorded and all(
            [number for number, _ in one] == [number for number, _ in two]
            for one, two in ((recorded.fields, now.fields), (recorded.templates, now.templates))
        )  # with lists that changed, the deck's history speaks against it
        types.append(_with_names(note_type, recorded) if recorded and same else note_type)
    return replace(deck, note_types=tuple(types)), ledger


def _with_names(note_type: NoteType, recorded: ReleasedNoteType) -> NoteType:
    names = {field.name: label for field, label in zip(note_type.fields, recorded.labels, strict=True)}
    same = all(name == label for name, label in names.items())

    def renamed(text: str) -> str:
        return text if same else rename_fields(parse_template(text), names)

    return replace(
        note_type,
        fields=tuple(replace(field, name=names[field.name]) for field in note_type.fields),
        templates=tuple(
            replace(template, name=name, front=renamed(template.front), back=renamed(template.back))
            for template, (_, name) in zip(note_type.templates, recorded.templates, strict=True)
        ),
    )


def revisions(stamping: Stamping, now: str) -> dict[str, str]:
    """Id → the release in which the note last changed hard; `now` for one that changes now."""
    notes = stamping.ledger.notes
    return {key: now if change >= Change.HARD else notes[key].revision for key, change in stamping.notes.items()}


def with_revisions(stamping: Stamping, now: str) -> Deck:
    """The deck with `revisions` in the field for it, so that a search finds whom a fix did not reach."""
    deck, written = stamping.deck, revisions(stamping, now)
    places = {key: revision_at(note_type) for key, note_type in deck.types.items()}
    notes = []
    for note in deck.notes:
        at = places[type_key(note)]
        if at is not None:
            note = replace(note, fields=(*note.fields[:at], written[note.id], *note.fields[at + 1 :]))  # noqa: PLW2901
        notes.append(note)
    return replace(deck, notes=tuple(notes))
