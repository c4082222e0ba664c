"""What is known of a deck's releases, wherever it is written: the ledger is the union of its file and of all of git.

A release that was reverted, a branch that released on its own, an old ledger that was put back, a merge that kept one
side's lines: members have those releases all the same, so the ledger never goes backward. A ledger that has all facts
of another (its releases, and all that they gave) followed it, and settles what it says. Of two that followed different
ways, a note with different content is brought again by the next release, to everyone, later than any.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import reduce
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from deckgen.model.diagnostics import Diagnostic, Span, finding, warning
from deckgen.release import LEDGER_NAME
from deckgen.release.content import UNKNOWN
from deckgen.release.given import DRAFT
from deckgen.release.ledger import Given, Ledger, Release, ReleasedNote, ReleasedNoteType
from deckgen.release.ledger_file import parse_ledger, read_ledger, unreadable
from deckgen.system.git import (
    TreeEntry,
    find_objects,
    git_program,
    path_in_repository,
    read,
    read_objects,
    repository_around,
)
from deckgen.system.inputs import MOST_LEDGER

_HEADS = ("HEAD^{commit}", "MERGE_HEAD^{commit}", "REBASE_HEAD^{commit}", "CHERRY_PICK_HEAD^{commit}")
"""Parents of the next commit, and what it takes over: there are others than `HEAD` while git waits for a commit."""
_FACTS = ('{"line":"release"', '{"line":"again"', "[")
"""How the lines of `facts` begin."""
_FEW = 3


class Repository(Struct, frozen=True):
    """What git knows; all empty where it knows nothing."""

    history: tuple[str, ...] = ()
    """The texts of all ledgers that led to this commit, those of each side of a merge too; none twice."""
    elsewhere: tuple[tuple[str, str], ...] = ()
    """The name of each branch and tag that is not merged here, and its ledger's text."""
    committed: int = 0
    """When the last commit was made, in seconds since 1970."""
    shallow: bool = False
    """Whether only the newest commits are here."""
    partial: bool = False
    """Whether versions of the ledger are not here, as in a clone with `--filter`."""


class Known(Struct, frozen=True):
    """What is known of a deck's releases."""

    ledger: Ledger
    """The file's, united with all that led to this commit."""
    harm: tuple[Diagnostic, ...]
    """Errors in the file itself: nothing may be built on it."""
    said: tuple[Diagnostic, ...] = ()
    """A warning where a release was reverted or lost; an error where branches or tags that are not merged have one, or
    where a newer deckgen wrote a ledger."""
    repository: Repository = Repository()


def read_known(cards: Path, deck_id: str) -> Known:
    """What members may have of a deck. Ledgers of decks with another id do not count.

    Raises:
        DeckgenError: Git fails on the repository around the cards folder.
    """
    ledger, harm = read_ledger(cards)
    if harm:
        return Known(ledger, harm)
    known = read_repository(cards)
    lines = {msgspec.json.encode(fact).decode() for fact in facts(ledger)}
    read = [parse_ledger(text, f"git:{LEDGER_NAME}") for text in known.history if not _is_within(text, lines)]
    said = [problem for _, problems in read for problem in problems if problem.rule == "ledger-version"][:1]
    others = [other for other, _ in read if other.deck == deck_id and not facts(other) <= facts(ledger)]
    united = ledger
    if others:
        united = replace(union([ledger, *others]), path=ledger.path, written_by=ledger.written_by)
        said.append(_lost(ledger, missing_releases(ledger, united)))
    led = ((name, parse_ledger(text)[0]) for name, text in known.elsewhere if not _is_within(text, lines))
    missed = {name: missing_releases(united, other) for name, other in led if other.deck == deck_id}
    if any(missed.values()):
        said.append(_elsewhere(ledger, {name: releases for name, releases in missed.items() if releases}))
    return Known(united, (), tuple(said), known)


def facts(ledger: Ledger) -> frozenset[object]:
    """What stays as it is in every later ledger."""
    return frozenset((*ledger.releases, *ledger.again, *ledger.given))


def _is_within(text: str, lines: Collection[str]) -> bool:
    """Whether a ledger has no facts but these lines: most of a long history need no parsing."""
    return not unreadable(text) and all(line in lines for line in text.splitlines() if line.startswith(_FACTS))


def missing_releases(ledger: Ledger, other: Ledger) -> tuple[Release, ...]:
    """The releases of another ledger that this one lacks."""
    known = set(ledger.releases)
    return tuple(release for release in other.releases if release not in known)


def union(ledgers: Iterable[Ledger]) -> Ledger:
    """A ledger that knows all that these know; an empty one where there are none."""
    left: list[tuple[frozenset[object], Ledger]] = []
    for ledger in ledgers:
        its = facts(ledger)
        if not any(its <= known for known, _ in left):
            left = [each for each in left if not each[0] <= its] + [(its, ledger)]
    return reduce(unite, [ledger for _, ledger in left]) if left else Ledger()


def unite(one: Ledger, two: Ledger) -> Ledger:
    """A ledger that knows all that two know of which neither has all facts of the other."""
    ours, theirs = ({note.guid: note for note in ledger.notes.values()} for ledger in (one, two))
    notes = [_united(*(each[guid] for each in (ours, theirs) if guid in each)) for guid in {**theirs, **ours}]
    types = [
        _united_types(*(ledger.note_types[key] for ledger in (one, two) if key in ledger.note_types))
        for key in {**two.note_types, **one.note_types}
    ]
    last = max(one, two, key=lambda ledger: ledger.last.time if ledger.last else 0)
    united = replace(
        one,
        deck=one.deck or two.deck,
        name=last.name or one.name,
        releases=tuple(sorted({*one.releases, *two.releases}, key=lambda release: (release.time, release.version))),
        note_types={(each.kind, each.shape): each for each in types},
        notes={note.id: note for note in notes},
        again=tuple(sorted({*one.again, *two.again}, key=lambda again: again.time)),
        given=(*one.given, *two.given),
        tags={**one.tags, **two.tags},
    )
    return in_order(united)


def in_order(ledger: Ledger) -> Ledger:
    """A ledger with what was given in the order of the releases, drafts after the one that they follow; all once."""
    place = {release.version: at for at, release in enumerate(ledger.releases, 1)}

    def order(line: Given) -> tuple[int, bool]:
        return place.get(line.release.removesuffix(DRAFT), 0), line.release.endswith(DRAFT)

    return replace(ledger, given=tuple(sorted(dict.fromkeys(ledger.given), key=order)))


def _united(one: ReleasedNote, two: ReleasedNote | None = None) -> ReleasedNote:
    if two is None:
        return replace(one, partial=True)
    newer, older = (two, one) if two.mod > one.mod else (one, two)
    content = UNKNOWN
    if one.content.whole == two.content.whole:  # of a package, the source is not known
        content = newer.content if newer.content.source else older.content
    retired = newer.retired if one.retired and two.retired else ""
    cards = {**one.cards, **two.cards, **newer.cards}
    return replace(newer, content=content, retired=retired, cards=cards, partial=one.partial or two.partial)


def _united_types(one: ReleasedNoteType, two: ReleasedNoteType | None = None) -> ReleasedNoteType:
    newer = two if two and two.mod > one.mod else one
    return newer if two is None or one.hash == two.hash else replace(newer, hash=UNKNOWN.whole)


def _lost(ledger: Ledger, releases: Sequence[Release]) -> Diagnostic:
    names = _few([release.version for release in releases])
    return warning(
        "release-lost",
        "git's history knows releases or later times of notes that the ledger lacks{names}: reverted, or lost in a "
        "merge",
        "run 'deckgen release --repair', which puts them back; the next release brings what differs to whoever has it",
        names=f" ({names})" if names else "",
    ).at(Span(ledger.path))


def _elsewhere(ledger: Ledger, missed: Mapping[str, Sequence[Release]]) -> Diagnostic:
    """The error for releases that branches and tags have which are not merged."""
    releases = sorted({release for each in missed.values() for release in each}, key=lambda release: release.time)
    return finding(
        "released-elsewhere",
        "release{n:!|s} {names} {n:!was|were} made elsewhere, in {branches}, and {n:!is|are} not here",
        "members may have it, so do not release without it: merge it (git merge {branch}) and "
        "run 'deckgen release --repair' where git finds a conflict; if no one has it, delete "
        "each such branch and tag",
        n=len(releases),
        branch=next(iter(missed)),
        branches=_few([f"'{name}'" for name in missed]),
        names=_few([release.version for release in releases]),
    ).at(Span(ledger.path))


def _few(names: list[str]) -> str:
    return ", ".join(names if len(names) <= _FEW else [*names[:_FEW], "…"])


def read_repository(cards: Path) -> Repository:
    """Ask git about the ledger of a cards folder.

    Raises:
        DeckgenError: Git fails on the repository around it.
    """
    if git_program() is None or repository_around(cards) is None:
        return Repository()
    top, path = path_in_repository(cards / LEDGER_NAME)
    heads = [entry.id for entry in find_objects(top, _HEADS) if entry]
    if not heads:  # no commit yet
        return Repository()
    newest = read(top, "rev-list", "--timestamp", "--max-count=1", heads[0]).split()
    commits = read(top, "rev-list", "--full-history", *heads, "--", path).decode().split()
    refs = read(top, "for-each-ref", "--format=%(refname)").decode("utf-8", "replace").splitlines()
    ledgers = find_objects(top, [f"{revision}:{path}" for revision in (*heads, *commits, *refs)])
    texts = _texts(top, ledgers)
    here = len(heads) + len(commits)
    packs = top / read(top, "rev-parse", "--git-path", "objects/pack").decode().strip()
    led = dict.fromkeys(entry for entry in ledgers[:here] if entry in texts)
    at_refs = zip(refs, ledgers[here:], strict=True)
    return Repository(
        history=tuple(texts[entry] for entry in led),
        # `main` for `refs/heads/main`, `origin/main` for a remote's
        elsewhere=tuple(
            (ref.split("/", 2)[-1], texts[each]) for ref, each in at_refs if each in texts and each not in led
        ),
        committed=int(newest[0]),
        shallow=read(top, "rev-parse", "--is-shallow-repository").strip() == b"true",
        partial=None in ledgers[len(heads) : here] and any(packs.glob("*.promisor")),
    )


def _texts(top: Path, ledgers: Iterable[TreeEntry | None]) -> dict[TreeEntry | None, str]:
    """The ledgers' texts, each read once."""
    wanted = list(dict.fromkeys(each for each in ledgers if each and each.type == "blob" and each.size <= MOST_LEDGER))
    return dict(zip(wanted, (data.decode("utf-8-sig", "replace") for data in read_objects(top, wanted)), strict=True))
