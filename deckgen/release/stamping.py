"""Modification times: an unchanged note keeps its recorded one, a changed one gets a newer one.

Anki updates a note only where the package's `mod` is greater than the member's, and then replaces fields and tags as a
whole. So a `mod` that moves without a change costs members their edits, and one that does not move hides a fix.

A build before or between releases may be imported, too, by its author at least. So it is recorded what this machine's
builds gave: without a record each would overwrite what they wrote since the last one.
"""

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from deckgen.anki.package import Stamps
from deckgen.anki.template import parse_template, rename_fields
from deckgen.model import Deck, NoteType
from deckgen.model.diagnostics import DeckgenError
from deckgen.release.content import Change, Content, change_of, note_type_hash, revision_at, type_key, whole_hash
from deckgen.release.given import Gift
from deckgen.release.ledger import Ledger, ReleasedNoteType, Seconds, TypeKey, released_type
from deckgen.system.files import product_path, write_atomically
from deckgen.system.inputs import MOST_LEDGER, NotReadError, read_file

_NAME = ".built.json"
"""In the folder next to the cards that packages go to; ignored by git: another machine's builds are drafts."""


class Built(NamedTuple):
    """A note as it was last built."""

    mod: Seconds
    content: Content
    """Its `text` is not known."""
    type: TypeKey


class LocalBuilds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What this machine's builds gave, next to the releases."""

    deck: str = ""
    notes: dict[str, Built] = {}
    """By id."""
    note_types: dict[int, tuple[Seconds, str]] = {}
    """By Anki's id: the time, and the hash."""
    gift: Gift = Gift()
    """What they gave and no release did, for the next release to record."""


class Stamping(NamedTuple):
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
    wholes: Mapping[str, str] = {}
    """By id: the `whole_hash`."""


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
    types = deck.types
    mods: dict[str, int] = {}
    changes: dict[str, Change] = {}
    wholes: dict[str, str] = {}
    for note in deck.notes:
        note_type = types[type_key(note)]
        wholes[note.id] = whole = whole_hash(note.fields, note.tags, note_type)
        known, built = ledger.notes.get(note.id), builds.notes.get(note.id)
        last = known.mod if known else 0
        changes[note.id] = change = change_of(known.content if known else None, note, note_type, whole)
        since_built = change_of(built.content if built else None, note, note_type, whole)
        if built and not release and built.mod >= last:
            last, change = built.mod, since_built
        if release and built and known is None and since_built < Change.HARD:
            mods[note.id] = min(built.mod + 1, now)
        elif change is Change.NONE:
            mods[note.id] = last
        elif change is Change.SOFT:  # not past a package of some notes: members who declined it have written in them
            mods[note.id] = last + 1
        else:
            mods[note.id] = max(now, last + 1, again.get(note.guid, 0) + 1)
    looks: dict[int, int] = {}
    other: set[TypeKey] = set()
    for each in deck.note_types:
        digits, recorded = note_type_hash(each), ledger.note_types.get(type_key(each))
        mod, had = (recorded.mod, recorded.hash) if recorded else (0, "")
        if had != digits:
            other.add(type_key(each))
        if not release:
            mod, had = max((mod, had), builds.note_types.get(each.id, (0, "")), key=lambda look: look[0])
        looks[each.id] = mod if had == digits else max(now, mod + 1)
    released = (
        not other
        and not any(changes.values())
        and not ledger.is_partial
        and all(mod == ledger.notes[key].mod for key, mod in mods.items())
        and all(looks[each.id] == ledger.note_types[type_key(each)].mod for each in deck.note_types)
    )
    return Stamping(deck, ledger, Stamps(now, mods, looks), changes, frozenset(other), released, wholes)


def _align(deck: Deck, ledger: Ledger) -> tuple[Deck, Ledger]:
    """A deck and its ledger, made to speak of one note and one field by one name.

    Returns:
        The deck with the names that released note types had when they were first released: old versions of Anki take a
        renamed field or card template for a new one. The ledger with the deck's ids of notes that kept their guid under
        another id.
    """
    here = {note.id for note in deck.notes}
    gone = {note.guid: note for note in ledger.notes.values() if note.id not in here and not note.retired}
    renamed = {n.id: gone[n.guid] for n in deck.notes if n.id not in ledger.notes and n.guid in gone}
    if renamed:
        old = {note.id for note in renamed.values()}
        notes = {key: note for key, note in ledger.notes.items() if key not in old}
        ledger = ledger._replace(notes=notes | {new: replace(note, id=new) for new, note in renamed.items()})
    types = []
    for note_type in deck.note_types:
        recorded = ledger.note_types.get(type_key(note_type))
        now = released_type(note_type, "", 1)
        same = recorded and all(
            [number for number, _ in one] == [number for number, _ in two]
            for one, two in ((recorded.fields, now.fields), (recorded.templates, now.templates))
        )  # with lists that changed, the deck's history speaks against it
        types.append(_with_names(note_type, recorded) if recorded and same else note_type)
    return deck._replace(note_types=tuple(types)), ledger


def _with_names(note_type: NoteType, recorded: ReleasedNoteType) -> NoteType:
    names = {field.name: label for field, label in zip(note_type.fields, recorded.labels, strict=True)}
    same = all(name == label for name, label in names.items())

    def renamed(text: str) -> str:
        return text if same else rename_fields(parse_template(text), names)

    return note_type._replace(
        fields=tuple(field._replace(name=names[field.name]) for field in note_type.fields),
        templates=tuple(
            template._replace(name=name, front=renamed(template.front), back=renamed(template.back))
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
            note = note._replace(fields=(*note.fields[:at], written[note.id], *note.fields[at + 1 :]))  # noqa: PLW2901
        notes.append(note)
    return deck._replace(notes=tuple(notes))


def read_record(cards: Path, deck: Deck) -> LocalBuilds:
    """What this machine's builds gave of a deck; nothing where the record is missing, harmed or another deck's.

    Nor what they gave of a note that has another note type now: Anki updates no such copy, and its fields are others.
    """
    path = product_path(cards, "", "").with_name(_NAME)
    try:
        builds = msgspec.json.decode(read_file(path, path.parent, MOST_LEDGER), type=LocalBuilds)
    except (NotReadError, msgspec.DecodeError, RecursionError):
        builds = LocalBuilds()
    if builds.deck != deck.config.id:
        return LocalBuilds(deck=deck.config.id)
    stale = [n for n in deck.notes if n.id in builds.notes and builds.notes[n.id].type != type_key(n)]
    ids, guids = {note.id for note in stale}, {note.guid for note in stale}
    lines = tuple(line for line in builds.gift.lines if line.of not in guids)
    notes = {key: built for key, built in builds.notes.items() if key not in ids}
    return replace(builds, notes=notes, gift=replace(builds.gift, lines=lines))


def write_record(cards: Path, builds: LocalBuilds) -> None:
    """Record what builds gave."""
    with contextlib.suppress(DeckgenError):  # a build is no worse for a folder that takes no record
        write_atomically(product_path(cards, "", "").with_name(_NAME), msgspec.json.encode(builds))
