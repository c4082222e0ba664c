"""Names of releases, and the commit and tag that one ends with: checked before anything is written, made after."""

import os
import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

from deckgen.model.diagnostics import DeckgenError
from deckgen.release import LEDGER_NAME
from deckgen.release.ledger import Ledger
from deckgen.system.files import display_path, safe_name
from deckgen.system.git import repository_around, run_as_author

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:\.(\d+))?")
_LAST_NUMBER = re.compile(r"(.*?)(\d+)", re.DOTALL)
_NAME = re.compile(r"\w(?:[\w-]|\.(?!\.|lock$|$))*")
"""Names of files and tags, and parts of addresses: where members report a mistake, a template fills a version in as it
is."""
_MAX = 40
_FEW = 3
"""Changed files that an error names."""


def next_version(ledger: Ledger, today: str) -> str:
    """The version after the last: `1.0` → `1.1`, `v1.2.9` → `v1.2.10`; the date where versions are dates, or none is.

    `today` is a date such as `2026-11-24`.
    """
    taken = {release.version.casefold() for release in ledger.releases}
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


def checked_version(version: str, ledger: Ledger) -> str:
    """A version that the author chose.

    Raises:
        DeckgenError: It is no good name, or was released already.
    """
    version = unicodedata.normalize("NFC", version.strip())
    if _NAME.fullmatch(version) is None or len(version) > _MAX or safe_name(version) != version:
        raise DeckgenError(
            "bad-version",
            "'{version}' cannot be a version",
            "use at most {most} letters, digits, '.', '-' and '_', such as 1.0 or 2026-11-24: it becomes a file's name",
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
    return version


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
    status = ("status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", str(cards.resolve()))
    changed = [line[3:] for line in os.fsdecode(run_as_author(top, *status)).split("\0")[:-1]]
    if changed:
        raise DeckgenError(
            "cannot-tag.dirty",
            "there are uncommitted changes: {files}",
            "commit or stash them first: the tag must hold what members get",
            files=", ".join(changed[:_FEW]) + (f" (+{len(changed) - _FEW})" if len(changed) > _FEW else ""),
        )
    version = ledger.releases[-1].version
    tag = f"v{version}" if version[:1].isdecimal() else version
    if _asked(top, "rev-parse", "--verify", f"refs/tags/{tag}"):
        raise DeckgenError(
            "cannot-tag.taken",
            "git has a tag {tag} already",
            "choose another --version, or delete the tag if nothing was released by it",
            tag=tag,
        )
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


def _asked(top: Path, *arguments: str) -> str:
    """Git's answer; empty where it says no."""
    try:
        return run_as_author(top, *arguments).decode("utf-8", "replace").strip()
    except DeckgenError:
        return ""
