"""What git knows of a deck's releases: the ledgers that were ever committed here, and those of branches and tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from deckgen.model.diagnostics import DeckgenError
from deckgen.release import LEDGER_NAME
from deckgen.system.git import git, in_repository

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


_HEADS = ("HEAD", "MERGE_HEAD")
"""What leads here; the second is there while a merge waits for its commit."""


class Elsewhere(NamedTuple):
    """The ledger of a branch or tag that is not merged here."""

    name: str
    text: str


class Repository(NamedTuple):
    """What git knows; all empty where it knows nothing."""

    history: tuple[str, ...] = ()
    """The texts of all ledgers that led to this commit, those of each side of a merge too; none twice."""
    elsewhere: tuple[Elsewhere, ...] = ()
    tags: frozenset[str] = frozenset()
    committed: int = 0
    """When the last commit was made, in seconds since 1970."""
    shallow: bool = False
    """Whether only the newest commits are here."""


def read_repository(cards: Path) -> Repository:
    """Ask git about the ledger of a cards folder."""
    folder = cards.resolve()
    if not in_repository(folder):
        return Repository()
    committed = _first(folder, "log", "-1", "--format=%ct")
    if not committed:  # no commit yet, or no git
        return Repository()
    commits = _lines(folder, "log", "--full-history", "--ignore-missing", "--format=%H", *_HEADS, "--", LEDGER_NAME)
    refs = [
        line.split(" ", 1)
        for line in _lines(folder, "for-each-ref", "--format=%(objectname) %(refname:short)", "--no-merged=HEAD")
    ]
    prefix, shallow, _ = git(folder, "rev-parse", "--show-prefix", "--is-shallow-repository").decode().rsplit("\n", 2)
    led = [*_HEADS, *commits]
    blobs = list(_blobs(folder, prefix, [*led, *(commit for commit, _ in refs)]))
    here = [text for text in blobs[: len(led)] if text]
    names = [name for _, name in refs]
    others = zip(names, blobs[len(led) :], strict=True)
    return Repository(
        history=tuple(dict.fromkeys(here)),
        elsewhere=tuple(Elsewhere(name, text) for name, text in others if text and text not in here),
        tags=frozenset(_lines(folder, "tag", "--list")),
        committed=int(committed),
        shallow=shallow == "true",
    )


def _lines(folder: Path, *arguments: str) -> list[str]:
    return git(folder, *arguments).decode("utf-8", "replace").splitlines()


def _first(folder: Path, *arguments: str) -> str:
    """The first line of git's answer; empty where it has none."""
    try:
        return next(iter(_lines(folder, *arguments)), "")
    except DeckgenError:
        return ""


def _blobs(folder: Path, prefix: str, commits: list[str]) -> Iterator[str]:
    """The ledger's text at each commit; empty where it has none, or where there is no such commit."""
    asked = "".join(f"{commit}:{prefix}{LEDGER_NAME}\n" for commit in commits)
    answer = git(folder, "cat-file", "--batch", given=asked.encode())
    at = 0
    for _ in commits:
        end = answer.index(b"\n", at)
        header = answer[at:end].split(b" ")
        if len(header) < 3 or not header[-1].isdigit() or header[-2] != b"blob":
            at = end + 1
            yield ""
            continue
        size = int(header[-1])
        yield answer[end + 1 : end + 1 + size].decode("utf-8-sig", "replace")
        at = end + 2 + size
