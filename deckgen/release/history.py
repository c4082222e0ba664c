"""What is known of a deck's releases, wherever it is written: the ledger is the union of its file and of all of git.

A release that was reverted, a branch that released on its own, an old ledger that was put back, a merge that kept one
side's lines: members have those releases all the same, so the ledger never goes backward. A ledger that holds another
(all its releases and notes, none with an older time) followed it, and settles what it says. Of two that followed
different ways, a note with different content is brought again by the next release, to everyone, later than any.
"""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from deckgen.model.diagnostics import Diagnostic, Span, finding, warning
from deckgen.release import LEDGER_NAME
from deckgen.release.content import UNKNOWN
from deckgen.release.given import DRAFT
from deckgen.release.ledger import GivenLook, GivenNote, Ledger, Line, Release, ReleasedNote, ReleasedNoteType
from deckgen.release.ledger_file import encoded, parse_ledger
from deckgen.release.repository import Repository

_FEW = 3
_APPENDED = ('{"release":', '{"again":', "[")
"""How the lines begin that stay as they are in every later ledger."""


def missing_releases(ledger: Ledger, other: Ledger) -> tuple[Release, ...]:
    """The releases of another ledger that this one lacks."""
    known = {(release.version, release.time) for release in ledger.releases}
    return tuple(release for release in other.releases if (release.version, release.time) not in known)


def holds(ledger: Ledger, other: Ledger) -> bool:
    """Whether a ledger knows all that another knows."""
    times = {note.guid: note.mod for note in ledger.notes.values()}
    return (
        not missing_releases(ledger, other)
        and all(times.get(note.guid, 0) >= note.mod for note in other.notes.values())
        and set(other.again) <= set(ledger.again)
        and set(other.given) <= set(ledger.given)
    )


def union(ledgers: Iterable[Ledger]) -> Ledger:
    """A ledger that knows all that these know; an empty one where there are none."""
    left: list[Ledger] = []
    for ledger in sorted(ledgers, key=lambda each: len(each.releases), reverse=True):
        if not any(holds(known, ledger) for known in left):
            left = [known for known in left if not holds(ledger, known)] + [ledger]
    united = left[0] if left else Ledger()
    for other in left[1:]:
        united = unite(united, other)
    return united


def unite(one: Ledger, two: Ledger) -> Ledger:
    """A ledger that knows all that two know of which neither holds the other."""
    releases = sorted({*one.releases, *two.releases}, key=lambda release: (release.time, release.version))
    ours, theirs = ({note.guid: note for note in ledger.notes.values()} for ledger in (one, two))
    notes = {**theirs, **ours} | {guid: _united(ours[guid], theirs[guid]) for guid in ours.keys() & theirs.keys()}
    types = {**two.note_types, **one.note_types}
    both = one.note_types.keys() & two.note_types.keys()
    last = one if not two.last or two.last != releases[-1] else two
    united = one._replace(
        deck=one.deck or two.deck,
        name=last.name or one.name,
        partial=one.partial | two.partial | {notes[guid].id for guid in ours.keys() ^ theirs.keys()},
        releases=tuple(releases),
        note_types=types | {key: _united_types(one.note_types[key], two.note_types[key]) for key in both},
        notes={note.id: note for note in notes.values()},
        again=tuple(sorted({*one.again, *two.again}, key=lambda again: again.time)),
        given=(*one.given, *two.given),
        looks=(*one.looks, *two.looks),
        tags={**one.tags, **two.tags},
    )
    return in_order(united)


def in_order(ledger: Ledger) -> Ledger:
    """A ledger with what was given in the order of the releases, drafts after the one that they follow; all once."""
    place = {release.version: at for at, release in enumerate(ledger.releases, 1)}

    def order(line: GivenNote | GivenLook) -> tuple[int, bool]:
        return place.get(line.release.removesuffix(DRAFT), 0), line.release.endswith(DRAFT)

    given, looks = dict.fromkeys(ledger.given), dict.fromkeys(ledger.looks)
    return ledger._replace(given=tuple(sorted(given, key=order)), looks=tuple(sorted(looks, key=order)))


def _united(one: ReleasedNote, two: ReleasedNote) -> ReleasedNote:
    newer, older = (two, one) if two.mod > one.mod else (one, two)
    content = UNKNOWN
    if one.content.whole == two.content.whole:  # of a package, the source is not known
        content = newer.content if newer.content.source else older.content
    retired = newer.retired if one.retired and two.retired else ""
    return replace(newer, content=content, retired=retired, cards={**one.cards, **two.cards, **newer.cards})


def _united_types(one: ReleasedNoteType, two: ReleasedNoteType) -> ReleasedNoteType:
    newer = two if two.mod > one.mod else one
    return newer if one.hash == two.hash else replace(newer, hash=UNKNOWN.whole)


def reconcile(ledger: Ledger, deck_id: str, known: Repository) -> tuple[Ledger, tuple[Diagnostic, ...]]:
    """Unite a cards folder's ledger with all that led to this commit, and report releases elsewhere.

    Ledgers of decks with another id do not count.

    Returns:
        What members may have, and what to report: a warning where a release was reverted or lost, an error where
        branches or tags that are not merged have one, or where a newer deckgen wrote a ledger.
    """
    appended: tuple[Line, ...] = (*ledger.releases, *ledger.again, *ledger.given)
    lines = {encoded(line) for line in appended}
    texts = (*known.history[:1], *(text for text in known.history[1:] if not _is_within(text, lines)))
    read = [parse_ledger(text, f"git:{LEDGER_NAME}") for text in texts]
    said = [problem for _, problems in read for problem in problems if problem.rule == "ledger-version"][:1]
    others = [other for other, _ in read if other.deck == deck_id and not holds(ledger, other)]
    united = union([ledger, *others])._replace(path=ledger.path, written_by=ledger.written_by) if others else ledger
    if others:
        said.append(_lost(ledger, missing_releases(ledger, united)))
    led = ((name, parse_ledger(text)[0]) for name, text in known.elsewhere)
    missed = {name: missing_releases(united, other) for name, other in led if other.deck == deck_id}
    if any(missed.values()):
        said.append(_elsewhere(ledger, {name: releases for name, releases in missed.items() if releases}))
    return united, tuple(said)


def _is_within(text: str, lines: set[str]) -> bool:
    """Whether a ledger has no release, nor anything given, but these lines: most of a long history need no parsing."""
    return all(line in lines for line in text.splitlines() if line.startswith(_APPENDED))


def _lost(ledger: Ledger, releases: tuple[Release, ...]) -> Diagnostic:
    names = _few([release.version for release in releases])
    return warning(
        "release-lost",
        "git's history knows releases or later times of notes that the ledger lacks{names}: reverted, or lost in a "
        "merge",
        "the next release brings what differs to whoever has it; release when the cards are right",
        names=f" ({names})" if names else "",
    ).at(Span(ledger.path))


def _elsewhere(ledger: Ledger, missed: Mapping[str, tuple[Release, ...]]) -> Diagnostic:
    """The error for releases that branches and tags have which are not merged: the first has the most."""
    refs = sorted(missed, key=lambda name: len(missed[name]), reverse=True)
    releases = sorted({release for each in missed.values() for release in each}, key=lambda release: release.time)
    return finding(
        "released-elsewhere",
        "release{n:!|s} {names} {n:!was|were} made elsewhere, in {branches}, and {n:!is|are} not here",
        "members may have it, so do not release without it: merge it (git merge {branch}) and "
        "run 'deckgen release --repair' where git finds a conflict; if no one has it, delete "
        "each such branch and tag",
        n=len(releases),
        branch=refs[0],
        branches=_few([f"'{name}'" for name in refs]),
        names=_few([release.version for release in releases]),
    ).at(Span(ledger.path))


def _few(names: list[str]) -> str:
    return ", ".join(names if len(names) <= _FEW else [*names[:_FEW], "…"])
