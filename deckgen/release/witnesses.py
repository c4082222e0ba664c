"""What else knows of releases, next to the ledger and git: their notes, their packages, and an unfinished release.

A ledger that is older than a release takes what members have for new, and overwrites what they wrote. So whatever
knows a release that the ledger lacks stops the next one, until the author says what is true.
"""

import contextlib
import re
from collections.abc import Iterator
from glob import escape
from pathlib import Path

import msgspec

from deckgen.model import Deck
from deckgen.model.diagnostics import DeckgenError, Diagnostic, Severity, Span, finding, warning
from deckgen.release import LEDGER_NAME
from deckgen.release.history import reconcile
from deckgen.release.ledger import Ledger
from deckgen.release.ledger_file import read_ledger
from deckgen.release.repository import read_repository
from deckgen.release.versions import is_version
from deckgen.system.files import display_path, product_path
from deckgen.system.git import has_committed
from deckgen.system.reading import MOST_LEDGER, NotReadError, is_inside, read_file

NOTES_FOLDER = "releases"
"""Below the cards folder: the notes of each release, for whoever joins later, and for the site."""
AGAIN = "-again"
"""What the name of a package of `release --again` ends in: it is part of a release that is known."""
_MARK = re.compile(r'data-deckgen="([^"]*)" data-release="([^"]*)"')
_FEW = 3


class Unfinished(msgspec.Struct, frozen=True):
    """A release while it is written, in a file next to its package: whoever stops it leaves this."""

    version: str
    package: str
    """Its path."""
    text: str
    """Of the notes."""
    ledger: str
    """As it will be."""


def unfinished_path(cards: Path) -> Path:
    """Where a release says that it is being written."""
    return product_path(cards, "", "").with_name(".releasing.json")


def unfinished_release(cards: Path, ledger: Ledger) -> Unfinished | None:
    """The release that was stopped after its package was there and before the ledger knew it; None where none was."""
    path = unfinished_path(cards)
    try:
        left = msgspec.json.decode(read_file(path, path.parent, MOST_LEDGER), type=Unfinished)
    except (NotReadError, msgspec.DecodeError, RecursionError):
        return None
    known = {release.version for release in ledger.releases}
    is_release = left.version not in known and is_version(left.version) and left.package.endswith(".apkg")
    return left if is_release and Path(left.package).is_file() else None


def notes_paths(cards: Path, package: Path, version: str) -> tuple[Path, Path]:
    """Where a release writes its notes."""
    return package.with_suffix(".md"), cards / NOTES_FOLDER / f"{version}.md"


def written_by(cards: Path, left: Unfinished) -> list[Path]:
    """What an unfinished release wrote in the deck's project, notes first.

    The file that says so may come with a stranger's branch, so nothing elsewhere is written or removed.
    """
    package = Path(left.package)
    paths = (*notes_paths(cards, package, left.version), package)
    return [path for path in paths if is_inside(path, cards.resolve().parent)]


def discard(cards: Path, left: Unfinished) -> None:
    """Remove what an unfinished release wrote: for when no one has its package."""
    for path in written_by(cards, left):
        path.unlink(missing_ok=True)
    unfinished_path(cards).unlink(missing_ok=True)


def lost_ledger(cards: Path) -> tuple[Diagnostic, ...]:
    """An error where the folder has no ledger, but its last commit has one."""
    path = cards / LEDGER_NAME
    if path.exists() or not has_committed(path):
        return ()
    name = display_path(path)
    return (
        finding(
            "lost-ledger",
            "the record of what members have is gone, and git has it",
            "get it back: git checkout HEAD -- {path}; only for a new deck of its own, commit that it is deleted",
            path=name,
        ).at(Span(name)),
    )


def witness_problems(cards: Path, deck: Deck, ledger: Ledger, *, releasing: bool = False) -> tuple[Diagnostic, ...]:
    """What knows of releases that the ledger lacks, as a warning.

    It is an error where the next release is made, and where a build would take all notes for new.
    """
    conflicts = tuple(_conflicts(cards))
    if conflicts:
        return conflicts
    span = Span(display_path(cards / LEDGER_NAME))
    left = unfinished_release(cards, ledger)
    unknown = {} if left else _unknown(cards, deck, ledger)
    if left is not None:
        said = warning(
            "unfinished-release",
            "release {version} was interrupted: '{path}' is written, and the ledger does not know it",
            "run 'deckgen release --repair' to finish it, if anybody may have the package; else "
            "'deckgen release --discard' to remove what it wrote",
            version=left.version,
            path=display_path(Path(left.package)),
        ).at(span)
    elif unknown:
        names = list(unknown)
        shown = ", ".join(names[:_FEW]) + (", …" if len(names) > _FEW else "")
        said = warning(
            "unknown-release",
            "release{n:!|s} {names} {n:!is|are} not in the ledger: '{path}' knows {n:!it|the first of them}",
            "run 'deckgen release --repair', which takes what is missing from git or from released "
            "packages; if no one was given such a release, or this is a new deck of its own, delete "
            "its files in cards/releases and output",
            n=len(names),
            names=shown,
            path=display_path(unknown[names[0]]),
        ).at(span)
    else:
        return ()
    return (said._replace(severity=Severity.ERROR if releasing or not ledger.releases else Severity.WARNING),)


def known_problems(cards: Path, deck: Deck) -> tuple[Diagnostic, ...]:
    """What git and other witnesses say against a ledger that can be read; an author may well work behind a branch."""
    ledger, problems = read_ledger(cards)
    if problems or lost_ledger(cards):
        return ()
    try:
        known = read_repository(cards)
    except DeckgenError as error:
        return (error.at(Span(ledger.path))._replace(severity=Severity.WARNING),)
    united, said = reconcile(ledger, deck.config.id, known)
    warnings = (diagnostic._replace(severity=Severity.WARNING) for diagnostic in said)
    return (*warnings, *witness_problems(cards, deck, united))


def _conflicts(cards: Path) -> Iterator[Diagnostic]:
    """An error for each release's notes in which a merge left a conflict: members would read both sides of it."""
    for path in _files(cards / NOTES_FOLDER, "*.md"):
        with contextlib.suppress(NotReadError):
            lines = read_file(path, cards, MOST_LEDGER).decode("utf-8", "replace").splitlines()
            for n, line in enumerate(lines, 1):
                if line.startswith("<<<<<<< "):
                    yield finding(
                        "conflict-marker.notes",
                        "git left a conflict in the notes of a release",
                        "leave what members got with it, and remove the lines with <<<<<<<, ======= and >>>>>>>",
                    ).at(Span(display_path(path), n))
                    break


def _unknown(cards: Path, deck: Deck, ledger: Ledger) -> dict[str, Path]:
    """Releases that the ledger lacks, each with a file that knows of it."""
    known = {release.version for release in ledger.releases}
    notes = {path.stem: path for path in _files(cards / NOTES_FOLDER, "*.md")}
    unknown = {name: path for name, path in packages(cards, deck).items() if name not in known | notes.keys()}
    said = {released_as(path, deck.config.id): path for path in unknown.values()}
    return {name: path for name, path in {**said, **notes}.items() if name and name not in known}


def packages(cards: Path, deck: Deck) -> dict[str, Path]:
    """The packages in the output folder that are named as those of releases: version → path."""
    head = product_path(cards, deck.config.file_name, "-").name
    paths = _files(product_path(cards, "", "").parent, f"{escape(head)}*.apkg")
    named = {path.stem.removeprefix(head): path for path in paths}
    return {name: path for name, path in named.items() if name != "draft" and not name.endswith(AGAIN)}


def _files(folder: Path, pattern: str) -> list[Path]:
    """None of a folder that cannot be read: whoever writes there reports that."""
    try:
        return sorted(folder.glob(pattern))
    except OSError:
        return []


def released_as(package: Path, deck_id: str) -> str:
    """The release that a package says it is; empty where it says none, or is another deck's."""
    from deckgen.anki.reading import read_package  # most builds read no package

    with contextlib.suppress(DeckgenError):
        for html in read_package(package, media=False).descriptions.values():
            mark = _MARK.search(html)
            if mark and mark[1] == deck_id:
                return mark[2]
    return ""
