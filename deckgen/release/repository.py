"""What git knows of a deck's releases: the ledgers that were ever committed here, and those of branches and tags."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from deckgen.release import LEDGER_NAME
from deckgen.system.git import (
    TreeEntry,
    find_objects,
    git_program,
    path_in_repository,
    read,
    read_objects,
    repository_around,
)
from deckgen.system.reading import MOST_LEDGER

_HEADS = ("HEAD^{commit}", "MERGE_HEAD^{commit}")
"""Parents of the next commit; there is a second one while a merge waits for its commit."""


class Repository(NamedTuple):
    """What git knows; all empty where it knows nothing."""

    history: tuple[str, ...] = ()
    """The texts of all ledgers that led to this commit, those of each side of a merge too; none twice."""
    elsewhere: tuple[tuple[str, str], ...] = ()
    """The name of each branch and tag that is not merged here, and its ledger's text."""
    tags: frozenset[str] = frozenset()
    committed: int = 0
    """When the last commit was made, in seconds since 1970."""
    shallow: bool = False
    """Whether only the newest commits are here."""


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
    led = dict.fromkeys(entry for entry in ledgers[:here] if entry in texts)
    at_refs = zip(refs, ledgers[here:], strict=True)
    return Repository(
        history=tuple(texts[entry] for entry in led),
        elsewhere=tuple((_short(ref), texts[entry]) for ref, entry in at_refs if entry in texts and entry not in led),
        tags=frozenset(_short(ref) for ref in refs if ref.startswith("refs/tags/")),
        committed=int(newest[0]),
        shallow=_is_shallow(top, lacking=None in ledgers[len(heads) : here]),
    )


def _texts(top: Path, ledgers: list[TreeEntry | None]) -> dict[TreeEntry | None, str]:
    """The ledgers' texts, each read once."""
    wanted = list(
        dict.fromkeys(entry for entry in ledgers if entry and entry.type == "blob" and entry.size <= MOST_LEDGER)
    )
    texts = (data.decode("utf-8-sig", "replace") for data in read_objects(top, wanted))
    return dict(zip(wanted, texts, strict=True))


def _short(ref: str) -> str:
    """A branch's or tag's name as one writes it: `main` for `refs/heads/main`, `origin/main` for a remote's."""
    return ref.split("/", 2)[-1]


def _is_shallow(top: Path, *, lacking: bool) -> bool:
    """Whether commits are missing here, or in a partial clone, ledgers."""
    shallow, packs = read(top, "rev-parse", "--is-shallow-repository", "--git-path", "objects/pack").split(b"\n", 1)
    return shallow == b"true" or (lacking and any(Path(top, os.fsdecode(packs).rstrip("\n")).glob("*.promisor")))
