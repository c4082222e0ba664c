"""What else knows of releases, next to the ledger and git: their notes and their packages.

A ledger that is older than a release takes what members have for new, and overwrites what they wrote. So whatever
knows a release that the ledger lacks stops the next one, until the author says what is true.
"""

import contextlib
import re
from pathlib import Path

from msgspec.structs import replace

from deckgen.model import Deck
from deckgen.model.diagnostics import DeckgenError, Diagnostic, Severity, Span, warning
from deckgen.release import LEDGER_NAME
from deckgen.release.ledger import Ledger
from deckgen.system.files import display_path, product_path

NOTES_FOLDER = "releases"
"""Below the cards folder: the notes of each release, for whoever joins later, and for the site."""
AGAIN = "-again"
"""What the name of a package of `release --again` ends in: it is part of a release that is known."""
_MARK = re.compile(r'data-deckgen="([^"]*)" data-release="([^"]*)"')
_FEW = 3


def witness_problems(cards: Path, deck: Deck, ledger: Ledger, *, releasing: bool = False) -> tuple[Diagnostic, ...]:
    """What knows of releases that the ledger lacks, as a warning.

    It is an error where the next release is made, and where a build would take all notes for new.
    """
    unknown = _unknown(cards, deck, ledger)
    if not unknown:
        return ()
    names = list(unknown)
    said = warning(
        "unknown-release",
        "release{n:!|s} {names} {n:!is|are} not in the ledger: '{path}' knows {n:!it|the first of them}",
        "run 'deckgen release --repair', which takes what is missing from git or from released "
        "packages; if no one was given such a release, or this is a new deck of its own, delete "
        "its files in cards/releases and output",
        n=len(names),
        names=", ".join(names[:_FEW]) + (", …" if len(names) > _FEW else ""),
        path=display_path(unknown[names[0]]),
    ).at(Span(display_path(cards / LEDGER_NAME)))
    return (replace(said, severity=Severity.ERROR if releasing or not ledger.releases else Severity.WARNING),)


def _unknown(cards: Path, deck: Deck, ledger: Ledger) -> dict[str, Path]:
    """Releases that the ledger lacks, each with a file that knows of it."""
    known = {release.version for release in ledger.releases}
    notes = {path.stem: path for path in _files(cards / NOTES_FOLDER, "*.md")}
    unknown = {name: path for name, path in packages(cards, deck).items() if name not in known | notes.keys()}
    said = {released_as(path, deck.config.id): path for path in unknown.values()}
    return {name: path for name, path in {**said, **notes}.items() if name and name not in known}


def packages(cards: Path, deck: Deck) -> dict[str, Path]:
    """The packages in the output folder that are named as those of releases: version → path."""
    paths = _files(product_path(cards, "", "").parent, "*.apkg")
    paths = [path for path in paths if not path.stem.endswith(("-draft", AGAIN))]
    head = product_path(cards, deck.config.file_name, "-").name if paths else ""
    return {path.stem.removeprefix(head): path for path in paths if path.name.startswith(head)}


def _files(folder: Path, pattern: str) -> list[Path]:
    """None of a folder that cannot be read: whoever writes there reports that."""
    try:
        return sorted(folder.glob(pattern))
    except OSError:
        return []


def released_as(package: Path, deck_id: str) -> str:
    """The release that a package says it is; empty where it says none, or is another deck's."""
    from deckgen.anki.collection_reader import read_package  # most builds read no package

    with contextlib.suppress(DeckgenError):
        for html in read_package(package, media=False).descriptions.values():
            mark = _MARK.search(html)
            if mark and mark[1] == deck_id:
                return mark[2]
    return ""
