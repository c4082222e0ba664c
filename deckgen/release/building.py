"""A deck made ready for a package: a build between releases, or some released notes again."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from html import escape
from pathlib import Path
from types import MappingProxyType

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from deckgen.anki.package import Stamps
from deckgen.model import Deck
from deckgen.model.diagnostics import DeckgenError, Diagnostic, Severity, Span, unknown_word
from deckgen.release.content import Change, type_key
from deckgen.release.given import DRAFT, Gift, gift_of, held_in
from deckgen.release.harm import harm_problems
from deckgen.release.history import Known, read_known
from deckgen.release.history_checks import clock_problems, early_clock, history_problems
from deckgen.release.ledger import Again, Ledger, Release, timestamp
from deckgen.release.ledger_file import read_ledger
from deckgen.release.local_builds import LocalBuilds, read_record, write_record
from deckgen.release.stamping import Stamping, stamp_deck, with_revisions
from deckgen.release.witnesses import witness_problems
from deckgen.system.clock import build_time, wall_clock


class Prepared(Struct, frozen=True):
    """A deck, ready for a package."""

    deck: Deck
    """With each note's revision filled in."""
    stamps: Stamps
    draft: bool
    """Whether it differs in anything from the last release: then it is for the author to try, not to give away."""
    diagnostics: tuple[Diagnostic, ...]
    """What the deck's history forbids or members should know. With an error among it the deck must not be written:
    members would lose their edits, or never see a change."""
    record: Callable[[], None] = lambda: None
    """Records what this build gives, for whoever writes the package."""
    changes: Mapping[str, Change] = MappingProxyType({})
    """By id: how much of a note is another than members have."""


def prepare(cards: Path, deck: Deck, *, git: bool = False) -> Prepared:
    """Make a deck ready for a package, as `deckgen build` does.

    Args:
        cards: The cards folder, for what was released and built of it.
        deck: What was loaded from it.
        git: Whether to ask git, too, which releases there were: it takes a moment.

    Raises:
        DeckgenError: `SOURCE_DATE_EPOCH` is no number.
    """
    now = build_time()
    known = _ask_git(cards, deck) if git else Known(*read_ledger(cards))
    if known.harm:
        return Prepared(deck, Stamps(now), draft=True, diagnostics=known.harm)
    before, last = read_record(cards, deck), known.ledger.last
    stamping = stamp_deck(deck, known.ledger, before, now, release=False)
    problems = (
        *known.said,
        *witness_problems(cards, deck, known.ledger),
        *history_problems(stamping),
        *harm_problems(stamping),
        *clock_problems(stamping, wall_clock()),
    )
    ready = stamping.deck
    if last is not None:
        ready = with_revisions(stamping, f"{last.version}{DRAFT}")
        if stamping.released:
            ready = described(ready, last)
    record = partial(_record, cards, stamping, before)
    return Prepared(ready, stamping.stamps, not stamping.released or last is None, problems, record, stamping.notes)


def _ask_git(cards: Path, deck: Deck) -> Known:
    """What git knows, too; all that it says is a warning, since an author may well work on an older branch."""
    try:
        known = read_known(cards, deck.config.id)
    except DeckgenError as error:
        ledger, harm = read_ledger(cards)
        known = Known(ledger, harm, (error.at(Span(ledger.path)),))
    return replace(known, said=tuple(replace(each, severity=Severity.WARNING) for each in known.said))


def _record(cards: Path, stamping: Stamping, before: LocalBuilds) -> None:
    """Record what this machine's builds gave and no release did, this one among them."""
    deck, ledger, builds = stamping.deck, stamping.ledger, stamping.builds
    if builds == before:
        return
    new = tuple(n for n in deck.notes if stamping.notes[n.id] and builds.notes[n.guid] != before.notes.get(n.guid))
    name = f"{ledger.last.version if ledger.last else ''}{DRAFT}"
    earlier, given = before.gift, set(ledger.given)
    gift = gift_of(earlier.added_to(ledger), name, held_in(replace(deck, notes=new)), ever=True)
    lines = tuple(line for line in earlier.lines if line not in given)
    gift = Gift((*lines, *gift.lines), {**earlier.tags, **gift.tags})
    write_record(cards, replace(builds, given=msgspec.Raw(msgspec.json.encode(gift))))


def described(deck: Deck, release: Release) -> Deck:
    """The deck whose description says from which release and from where it is; Anki takes it with every import."""
    day, site = release.day or timestamp(release.time)[:10], escape(deck.config.site)
    link = f' · <a href="{site}">{site}</a>' if site else ""
    mark = f'<p data-deckgen="{escape(deck.config.id)}" data-release="{escape(release.version)}">'
    return replace(deck, description=f"{deck.description}{mark}{escape(release.version)} · {day}{link}</p>")


def again(deck: Deck, ledger: Ledger, ids: Collection[str]) -> tuple[Deck, Stamps, Ledger]:
    """A small package of released notes, stamped now: for members whom a fix did not reach, since they wrote in them.

    Whoever imports it gets these notes as they were released, whatever they wrote since; nothing else is touched.

    Returns:
        The deck of these notes alone, its times, and the ledger, which knows of the package: a later change must be
        later than it.

    Raises:
        DeckgenError: One is not released, or is not as it was released; or the clock is earlier than the ledger.
    """
    now = build_time()
    stamping = stamp_deck(deck, ledger, LocalBuilds(), now, release=True)
    ledger, known = stamping.ledger, stamping.notes.keys()
    for key in ids:
        if key not in known:
            raise unknown_word("cannot-resend", "there is no card '{id}'", "", key, known, id=key).as_error()
        if stamping.notes[key] is not Change.NONE or ledger.notes[key].retired:
            raise DeckgenError(
                "cannot-resend.changed", "'{id}' is not as it was released", "make a release of it first", id=key
            )
    if now <= ledger.latest_time:
        raise early_clock(now, ledger.latest_time).as_error()
    ready = with_revisions(stamping, "")
    notes = tuple(note for note in ready.notes if note.id in ids)
    types = {type_key(note) for note in notes}
    shown = {name for note in notes for name in note.media}
    part = replace(
        ready,
        notes=notes,
        note_types=tuple(note_type for note_type in ready.note_types if type_key(note_type) in types),
        media=tuple(file for file in ready.media if file.name in shown),
    )
    looks = {note_type.id: ledger.note_types[type_key(note_type)].mod for note_type in part.note_types}
    given_again = Again(tuple(note.guid for note in notes), now)
    return part, Stamps(now, {}, looks), replace(ledger, again=(*ledger.again, given_again))
