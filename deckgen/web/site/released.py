"""What was released, and nothing else: a site never shows sources that members cannot have yet."""

from dataclasses import dataclass
from pathlib import Path

from deckgen.anki.package import Stamps
from deckgen.model import Deck
from deckgen.model.diagnostics import DeckgenError, Diagnostic, Severity, has_errors
from deckgen.release.building import aligned, described
from deckgen.release.changes import Changes, changes_of
from deckgen.release.checks import history_problems
from deckgen.release.history import read_known
from deckgen.release.ledger import Ledger, Release
from deckgen.release.record import LocalBuilds
from deckgen.release.stamping import stamp_deck, with_revisions
from deckgen.release.witnesses import witness_problems


@dataclass(frozen=True, slots=True)
class Published:
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
    deck, ledger, _ = aligned(deck, ledger)
    found = (*(one._replace(severity=Severity.ERROR) for one in lacking), *history_problems(deck, ledger))
    if has_errors(found):
        return None, found
    stamping = stamp_deck(deck, ledger, LocalBuilds(), last.time, release=True)
    changes = changes_of(deck, ledger, stamping)
    if not changes.empty or not stamping.released:
        version = last.version
        raise DeckgenError(
            "not-released.changed",
            "the sources are no longer release {version}: {what}",
            "run 'deckgen release', or make the site where that release is checked out: git worktree "
            "add ../released v{version}",
            version=version,
            what=_named(changes, stamping.note_types),
        )
    ready = with_revisions(deck, ledger, stamping.notes, last.version)
    return Published(described(ready, last), stamping.stamps, ledger), found


def _named(changes: Changes, looks: frozenset[tuple[str, int]]) -> str:
    """A few of the things that differ: ids of notes, or names of kinds."""
    ids = [
        *(note.id for note in changes.added),
        *(changed.note.id for changed in changes.changed),
        *(note.id for note in changes.retired),
        *(note.id for note in changes.touched),
        *sorted(kind for kind, _ in looks),
    ]
    few = 3
    return ", ".join(ids[:few]) + (", …" if len(ids) > few else "") or "deck.yaml"
