"""A deck made ready for a package: its modification times, and the release in which each note last changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from deckgen.anki.package import Stamps
from deckgen.release import LEDGER_NAME
from deckgen.release.ledger import Ledger
from deckgen.release.lost import lost_ledger
from deckgen.release.record import read_record
from deckgen.release.revisions import with_revisions
from deckgen.release.stamping import Given, stamp_build
from deckgen.system.clock import build_time, wall_clock

if TYPE_CHECKING:
    from pathlib import Path

    from deckgen.model import Deck
    from deckgen.model.diagnostics import Diagnostic


class Prepared(NamedTuple):
    """A deck, ready for a package."""

    deck: Deck
    """With each note's revision filled in."""
    stamps: Stamps
    draft: bool
    """Whether it differs in anything from the last release: then it is for the author to try, not to give away."""
    diagnostics: tuple[Diagnostic, ...]
    """What the deck's history forbids or members should be told. With an error among it the deck must not be written:
    members would lose their edits, or never see a change."""
    before: Given = Given()
    """What this machine's builds gave before."""
    given: Given = Given()
    """What this one gives."""


def prepare(cards: Path, deck: Deck) -> Prepared:
    """Make a deck ready for a package, as `deckgen build` does.

    Args:
        cards: The cards folder, for what was released and built of it.
        deck: What was loaded from it.

    Raises:
        DeckgenError: `SOURCE_DATE_EPOCH` is no number.
    """
    now = build_time()
    before = read_record(cards, deck.config.id)
    if not (cards / LEDGER_NAME).exists():
        stamping = stamp_build(deck, Ledger(), before, now)
        return Prepared(deck, stamping.stamps, True, lost_ledger(cards), before, stamping.given)
    from deckgen.release.clocks import clock_problem
    from deckgen.release.harm import harm_problems
    from deckgen.release.history import history_problems
    from deckgen.release.names import with_released_names
    from deckgen.release.reading import read_ledger

    ledger, problems = read_ledger(cards)
    if problems:
        return Prepared(deck, Stamps(now), True, problems)
    deck = with_released_names(deck, ledger)
    stamping = stamp_build(deck, ledger, before, now)
    problems = (
        *history_problems(deck, ledger),
        *harm_problems(deck, ledger, stamping),
        *clock_problem(stamping, ledger, wall_clock()),
    )
    ready = with_revisions(deck, ledger, stamping.notes, f"{ledger.releases[-1].version}+")
    return Prepared(ready, stamping.stamps, not stamping.released, problems, before, stamping.given)
