"""What was released, and nothing else: a site never shows sources that members cannot have yet."""

from pathlib import Path
from typing import NamedTuple

from deckgen.anki.package import Stamps
from deckgen.model import Deck
from deckgen.model.diagnostics import DeckgenError, Diagnostic, Severity, has_errors
from deckgen.release.building import described
from deckgen.release.changes import changes_of
from deckgen.release.checks import history_problems
from deckgen.release.history import read_known
from deckgen.release.ledger import Ledger, Release
from deckgen.release.stamping import LocalBuilds, stamp_deck, with_revisions
from deckgen.release.witnesses import witness_problems


class Published(NamedTuple):
    """A deck as it was last released."""

    deck: Deck
    """With each note's revision filled in."""
    stamps: Stamps
    """Those of the release: they give its package byte by byte."""
    ledger: Ledger

    @property
    def last(self) -> Release:
        """The release."""
        return self.ledger.releases[-1]


def read_published(cards: Path, deck: Deck) -> tuple[Published | None, tuple[Diagnostic, ...]]:
    """The deck as released, if it is what was last released; None after an error, as of a ledger that lacks releases.

    Raises:
        DeckgenError: Nothing was released yet, or the sources have moved on since.
    """
    known = read_known(cards, deck.config.id)
    if known.harm:
        return None, known.harm
    ledger, last = known.ledger, known.ledger.last
    if last is None:
        raise DeckgenError("not-released.nothing", "nothing was released yet", "run 'deckgen release' first")
    lacking = (*known.said, *witness_problems(cards, deck, ledger, releasing=True))
    stamping = stamp_deck(deck, ledger, LocalBuilds(), last.time, release=True)
    found = (*(one._replace(severity=Severity.ERROR) for one in lacking), *history_problems(stamping))
    if has_errors(found):
        return None, found
    if not changes_of(stamping).empty or not stamping.released:
        raise DeckgenError(
            "not-released.changed",
            "the sources are no longer release {version}",
            "'deckgen diff' shows what changed; run 'deckgen release', or make the site where that release is checked "
            "out: git worktree add ../released v{version}",
            version=last.version,
        )
    ready = with_revisions(stamping, last.version)
    return Published(described(ready, last), stamping.stamps, stamping.ledger), found
