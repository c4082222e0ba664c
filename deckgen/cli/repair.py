"""What `deckgen release --repair` does."""

from pathlib import Path

from deckgen.anki.reading import read_package
from deckgen.cli.printing import say, styled
from deckgen.kinds import load_kinds, note_type_of
from deckgen.model.diagnostics import DeckgenError
from deckgen.pipeline.load import load
from deckgen.release import LEDGER_NAME
from deckgen.release.history import read_repository
from deckgen.release.ledger_file import format_ledger
from deckgen.release.repair import repair
from deckgen.release.witnesses import packages
from deckgen.system.files import display_path, write_atomically
from deckgen.system.reading import MOST_LEDGER, NotReadError, read_file


def repair_ledger(cards: Path, *, dry_run: bool) -> int:
    """Rebuild the ledger from what it still says, from git, and from packages.

    Raises:
        DeckgenError: No release is known anywhere, or the ledger cannot be read.
    """
    deck, _ = load(cards)
    kinds, _ = load_kinds(cards)
    path = cards / LEDGER_NAME
    written = _ledger_text(path, cards)
    texts = (written, *read_repository(cards).history)
    snapshots = {name: read_package(path, media=False) for name, path in packages(cards, deck).items()}
    shapes = [kind.at(n) for kind in kinds if not kind.broken for n in range(1, kind.shape + 1)]
    repaired = repair(texts, deck, snapshots, [note_type_of(kind, deck.config) for kind in shapes])
    ledger = repaired.ledger
    if not ledger.releases:
        raise DeckgenError(
            "nothing-released.anywhere",
            "no release was found: not in the file, in git, or in a package",
            "put released packages into output/, under the names that 'release' gave them",
        )
    names = ", ".join(release.version for release in ledger.releases)
    say(
        "release.holds",
        "{releases} releases: {names}; {notes} notes",
        releases=len(ledger.releases),
        names=names,
        notes=len(ledger.notes),
    )
    if repaired.from_packages:
        say(
            "release.unknown",
            "known from packages alone: {names}. Their exact time, what was written in the sources, and which "
            "cards a note had are not known; their notes count as changed where the text differs.",
            names=", ".join(repaired.from_packages),
        )
    made, shown = format_ledger(ledger), styled(display_path(path), fg="green")
    if dry_run:
        say("release.dry", "nothing was written (--dry-run)")
    elif made == written:
        say("release.same", "{path} says all of this already, and stays as it is", path=shown)
    else:
        write_atomically(path, made.encode())
        say("release.repaired", "{path}: check its diff, and commit it", path=shown)
    return 0


def _ledger_text(path: Path, cards: Path) -> str:
    """The ledger's text, damaged or not; empty where there is none."""
    try:
        return read_file(path, cards, MOST_LEDGER).decode("utf-8-sig", "replace")
    except NotReadError as error:
        if error.case == "missing":
            return ""
        raise error.named(display_path(path)) from error
