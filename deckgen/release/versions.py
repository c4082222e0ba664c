"""Names of releases, and the commit and tag that one ends with: checked before anything is written, made after."""

import os
import re
import unicodedata
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from deckgen.model.diagnostics import DeckgenError
from deckgen.release import LEDGER_NAME
from deckgen.release.ledger import Ledger
from deckgen.system.files import display_path, safe_name
from deckgen.system.git import path_in_repository, repository_around, run_as_author

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:\.(\d+))?")
_LAST_NUMBER = re.compile(r"(.*?)(\d+)", re.DOTALL)
_NAME = re.compile(r"\w(?:[\w-]|\.(?!\.|lock$|$))*")
"""Names of files and tags, and parts of addresses: where members report a mistake, a template fills a version in as it
is."""
_MAX = 40
_FEW = 3
"""Changed files that an error names."""


def next_version(ledger: Ledger, today: str, tags: Collection[str] = ()) -> str:
    """The version after the last: `1.0` → `1.1`, `v1.2.9` → `v1.2.10`; the date where versions are dates, or none is.

    `today` is a date such as `2026-11-24`, `tags` are git's.
    """
    taken = {release.version.casefold() for release in ledger.releases} | _tagged(tags)
    last = ledger.last
    counted = _LAST_NUMBER.fullmatch(last.version) if last else None
    if counted and not _DATE.fullmatch(counted.group()):
        head, number = counted.groups()
        n = int(number) + 1
        while f"{head}{n:0{len(number)}}".casefold() in taken:
            n += 1
        return f"{head}{n:0{len(number)}}"
    version, n = today, 1
    while version in taken:
        n += 1
        version = f"{today}.{n}"
    return version


def checked_version(version: str, ledger: Ledger, tags: Collection[str] = ()) -> str:
    """A version that the author chose.

    Raises:
        DeckgenError: It is no good name, was released already, or a tag has it.
    """
    version = unicodedata.normalize("NFC", version.strip())
    if not is_version(version):
        raise DeckgenError(
            "bad-version",
            "'{version}' cannot be a version",
            "letters, digits, '.', '-' and '_', at most {most}, such as 1.0 or 2026-11-24: it becomes a file's name",
            version=version,
            most=_MAX,
        )
    for release in ledger.releases:
        if release.version.casefold() == version.casefold():
            last = ledger.releases[-1].version
            raise DeckgenError(
                "bad-version.released",
                "version {version} was released already",
                "members may have it: choose another; the last is {last}, and without --version the next is taken",
                version=release.version,
                last=last,
            )
    if version.casefold() in _tagged(tags):
        raise DeckgenError(
            "bad-version.tagged",
            "git has a tag for version {version} already",
            "choose another, or delete the tag if nothing was released by it",
            version=version,
        )
    return version


def is_version(name: str) -> bool:
    """Whether a release can have a name: it becomes a file's name and a part of addresses."""
    return _NAME.fullmatch(name) is not None and len(name) <= _MAX and safe_name(name) == name


def _tagged(tags: Collection[str]) -> set[str]:
    """The versions that tags name: `v1.1` as well as `1.1`."""
    names = {tag.casefold() for tag in tags}
    return names | {name.removeprefix("v") for name in names}


class Tagging(NamedTuple):
    """The commit that a release ends with, and its tag."""

    top: Path
    """The repository's folder."""
    paths: tuple[Path, ...]
    """What is committed: the ledger and the release's notes."""
    subject: str
    """The first line of the commit, and the tag's text."""
    tag: str
    branch: str
    """The branch that the commit goes to."""


def plan_tag(cards: Path, ledger: Ledger, notes: Path) -> Tagging:
    """What `tag_release` will do; `ledger` is as it will be after the release, and nothing of it is written yet.

    Raises:
        DeckgenError: No repository, commit or branch; or changes that no commit has.
    """
    top = repository_around(cards)
    branch = _asked(top, "symbolic-ref", "--short", "HEAD") if top else ""
    if top is None or not branch or not _asked(top, "rev-parse", "--verify", "HEAD"):
        raise DeckgenError(
            "cannot-tag.no-branch",
            "there is no git repository with a commit on a branch here to tag",
            "once: git init, git add . and git commit; where no branch is checked out: git switch BRANCH; or release "
            "without --tag",
        )
    changed = _changed(top, path_in_repository(cards)[1])
    if changed:
        more = f" (+{len(changed) - _FEW})" if len(changed) > _FEW else ""
        raise DeckgenError(
            "cannot-tag.dirty",
            "there are uncommitted changes: {files}",
            "commit or stash it first: the tag is to hold what members get",
            files=", ".join(changed[:_FEW]) + more,
        )
    version = ledger.releases[-1].version
    tags = _asked(top, "for-each-ref", "--format=%(refname:strip=2)", "refs/tags").splitlines()
    tag = _tag_of(version, [release.version for release in ledger.releases], tags)
    return Tagging(top, ((cards / LEDGER_NAME).resolve(), notes.resolve()), f"Release {version}", tag, branch)


def tag_release(tagging: Tagging) -> None:
    """Commit and tag what a release wrote.

    Raises:
        DeckgenError: Git refuses, for a hook of its own for example. The release is made all the same.
    """
    paths = [str(path) for path in tagging.paths]
    try:
        run_as_author(tagging.top, "add", "--", *paths)
        run_as_author(tagging.top, "commit", "--quiet", "--message", tagging.subject, "--", *paths)
        run_as_author(tagging.top, "tag", "--annotate", "--message", tagging.subject, tagging.tag)
    except DeckgenError as error:
        files = " ".join(display_path(path) for path in tagging.paths)
        values = {"said": error.message, "files": files, "subject": tagging.subject, "tag": tagging.tag}
        raise DeckgenError(
            "cannot-tag.refused",
            "the release is made, but {said}",
            "commit and tag it by hand: git add {files} && git commit -m '{subject}' && git tag {tag}",
            **values,
        ) from error


def _tag_of(version: str, versions: Sequence[str], tags: Sequence[str]) -> str:
    """`v1.1` for 1.1, unless earlier releases are tagged with their bare versions."""
    bare = any(tag in versions for tag in tags)
    return version if bare or not version[:1].isdecimal() else f"v{version}"


def _changed(top: Path, cards: str) -> list[str]:
    """Files that differ from the last commit, and those below the cards folder that no commit has."""
    status = ("status", "--porcelain", "-z", "--no-renames")
    changed = run_as_author(top, *status, "--untracked-files=no")
    here = run_as_author(top, *status, "--untracked-files=all", "--", cards)
    merging = ["MERGE_HEAD"] if _asked(top, "rev-parse", "--verify", "--quiet", "MERGE_HEAD") else []
    lines = os.fsdecode(changed + here).split("\0")[:-1]
    return [*merging, *dict.fromkeys(line[3:] for line in lines)]


def _asked(top: Path, *arguments: str) -> str:
    """Git's answer; empty where it says no."""
    try:
        return run_as_author(top, *arguments).decode("utf-8", "replace").strip()
    except DeckgenError:
        return ""
