"""A deck made ready for a package: a build between releases, or some released notes again."""

from collections.abc import Callable, Collection
from functools import partial
from html import escape
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from deckgen.anki.package import Stamps
from deckgen.anki.template import parse_template, rename_fields
from deckgen.model import Deck, NoteType
from deckgen.model.diagnostics import DeckgenError, Diagnostic, unknown_word
from deckgen.release.checks import history_problems
from deckgen.release.clocks import clock_behind, clock_problem
from deckgen.release.content import Change, type_key
from deckgen.release.given import DRAFT, Contents, Gift, gift_of
from deckgen.release.harm import harm_problems
from deckgen.release.ledger import Again, Ledger, Release, ReleasedNoteType, timestamp
from deckgen.release.ledger_file import read_ledger
from deckgen.release.record import LocalBuilds, read_record
from deckgen.release.stamping import Stamping, stamp_build, stamp_release, with_revisions
from deckgen.release.witnesses import lost_ledger, witness_problems
from deckgen.system.clock import build_time, wall_clock


class Prepared(NamedTuple):
    """A deck, ready for a package."""

    deck: Deck
    """With each note's revision filled in."""
    stamps: Stamps
    draft: bool
    """Whether it differs in anything from the last release: then it is for the author to try, not to give away."""
    diagnostics: tuple[Diagnostic, ...]
    """What the deck's history forbids or members should know. With an error among it the deck must not be written:
    members would lose their edits, or never see a change."""
    before: LocalBuilds = LocalBuilds()
    """What this machine's builds gave before."""
    built: Callable[[], LocalBuilds] = LocalBuilds
    """Reckons what this one gives, for whoever writes the package."""


def prepare(cards: Path, deck: Deck) -> Prepared:
    """Make a deck ready for a package, as `deckgen build` does.

    Args:
        cards: The cards folder, for what was released and built of it.
        deck: What was loaded from it.

    Raises:
        DeckgenError: `SOURCE_DATE_EPOCH` is no number.
    """
    now = build_time()
    before = read_record(cards, deck)
    ledger, problems = read_ledger(cards)
    if problems:
        return Prepared(deck, Stamps(now), draft=True, diagnostics=problems)
    witnessed = (*lost_ledger(cards), *witness_problems(cards, deck, ledger))
    last = ledger.last
    deck, ledger, _ = aligned(deck, ledger)
    stamping = stamp_build(deck, ledger, before, now)
    built = partial(_built, deck, ledger, stamping, before)
    if last is None:
        return Prepared(deck, stamping.stamps, True, witnessed, before, built)
    problems = (
        *witnessed,
        *history_problems(deck, ledger),
        *harm_problems(deck, ledger, stamping),
        *clock_problem(stamping, ledger, wall_clock()),
    )
    ready = with_revisions(deck, ledger, stamping.notes, f"{last.version}{DRAFT}")
    if stamping.released:
        ready = described(ready, last)
    return Prepared(ready, stamping.stamps, not stamping.released, problems, before, built)


def _built(deck: Deck, ledger: Ledger, stamping: Stamping, before: LocalBuilds) -> LocalBuilds:
    """What this machine's builds gave and no release did, this one among them."""
    now = stamping.built.notes
    known = {key for key, built in before.notes.items() if key in now and now[key].content == built.content}
    new = {key for key, change in stamping.notes.items() if change is not Change.NONE} - known
    so_far = before.gift.added_to(ledger)
    types = deck.types
    notes = ((note, types[type_key(note)]) for note in deck.notes if note.id in new)
    looks = ((each, each) for each in deck.note_types if type_key(each) in stamping.note_types)
    name = f"{ledger.last.version if ledger.last else ''}{DRAFT}"
    gift = gift_of(so_far, name, Contents(notes, looks), ever=True)
    given = set(ledger.given)
    gift = Gift(
        tuple(line for line in (*before.gift.notes, *gift.notes) if line not in given),
        tuple(look for look in (*before.gift.looks, *gift.looks) if look not in ledger.looks),
        {**before.gift.tags, **gift.tags},
    )
    return replace(stamping.built, gift=gift)


def aligned(deck: Deck, ledger: Ledger) -> tuple[Deck, Ledger, dict[str, str]]:
    """A deck and its ledger, made to speak of one note and one field by one name.

    Returns:
        The deck with the names that released note types had when they were first released: old versions of Anki take a
        renamed field or card template for a new one. The ledger with the deck's ids of notes that kept their guid under
        another id. And these: the new id → the old one.
    """
    here = {note.id for note in deck.notes}
    gone = {note.guid: note for note in ledger.notes.values() if note.id not in here and not note.retired}
    renamed = {note.id: gone[note.guid].id for note in deck.notes if note.id not in ledger.notes and note.guid in gone}
    if renamed:
        notes = {key: note for key, note in ledger.notes.items() if key not in set(renamed.values())}
        notes |= {new: replace(ledger.notes[old], id=new) for new, old in renamed.items()}
        ledger = ledger._replace(notes=notes)
    types = []
    for note_type in deck.note_types:
        recorded = ledger.note_types.get(type_key(note_type))
        same = recorded is not None and _ids(note_type) == (
            [number for number, _ in recorded.fields],
            [number for number, _ in recorded.templates],
        )  # with lists that changed, the deck's history speaks against it
        types.append(_with_names(note_type, recorded) if recorded and same else note_type)
    return deck._replace(note_types=tuple(types)), ledger, renamed


def _ids(note_type: NoteType) -> tuple[list[int], list[int]]:
    return [field.id for field in note_type.fields], [template.id for template in note_type.templates]


def _with_names(note_type: NoteType, recorded: ReleasedNoteType) -> NoteType:
    names = {field.name: label for field, label in zip(note_type.fields, recorded.labels, strict=True)}

    def renamed(text: str) -> str:
        return rename_fields(parse_template(text), names)

    if all(name == label for name, label in names.items()):
        fields, templates = note_type.fields, note_type.templates
    else:
        fields = tuple(field._replace(name=names[field.name]) for field in note_type.fields)
        templates = tuple(t._replace(front=renamed(t.front), back=renamed(t.back)) for t in note_type.templates)
    return note_type._replace(
        fields=fields,
        templates=tuple(
            template._replace(name=name) for template, (_, name) in zip(templates, recorded.templates, strict=True)
        ),
    )


def described(deck: Deck, release: Release) -> Deck:
    """The deck whose description says from which release and from where it is; Anki takes it with every import."""
    day, site = release.day or timestamp(release.time)[:10], escape(deck.config.site)
    link = f' · <a href="{site}">{site}</a>' if site else ""
    mark = f'<p data-deckgen="{escape(deck.config.id)}" data-release="{escape(release.version)}">'
    return deck._replace(description=f"{deck.description}{mark}{escape(release.version)} · {day}{link}</p>")


def again(deck: Deck, ledger: Ledger, ids: Collection[str]) -> tuple[Deck, Stamps, Ledger]:
    """A small package of released notes, stamped now: for members whom a fix did not reach, since they wrote in them.

    Whoever imports it gets these notes as they were released, whatever they wrote since; nothing else is touched.

    Returns:
        The deck of these notes alone, its times, and the ledger, which knows of the package: a later change must be
        later than it.

    Raises:
        DeckgenError: One is not released, or is not as it was released; or the clock is behind the ledger.
    """
    now = build_time()
    deck, ledger, _ = aligned(deck, ledger)
    stamping = stamp_release(deck, ledger, LocalBuilds(), now)
    known = {note.id for note in deck.notes}
    for key in ids:
        if key not in known:
            raise unknown_word("cannot-resend", "there is no card '{id}'", "", key, known, id=key).as_error()
        if stamping.notes[key] is not Change.NONE or ledger.notes[key].retired:
            raise DeckgenError(
                "cannot-resend.changed", "'{id}' is not as it was released", "make a release of it first", id=key
            )
    if now <= ledger.latest_time:
        raise clock_behind(now, ledger.latest_time).as_error()
    ready = with_revisions(deck, ledger, stamping.notes, "")
    notes = tuple(note for note in ready.notes if note.id in ids)
    types = {type_key(note) for note in notes}
    shown = {name for note in notes for name in note.media}
    part = ready._replace(
        notes=notes,
        note_types=tuple(note_type for note_type in ready.note_types if type_key(note_type) in types),
        media=tuple(file for file in ready.media if file.name in shown),
    )
    looks = {note_type.id: ledger.note_types[type_key(note_type)].mod for note_type in part.note_types}
    given_again = Again(tuple(note.guid for note in notes), now)
    return part, Stamps(now, {}, looks), ledger._replace(again=(*ledger.again, given_again))
