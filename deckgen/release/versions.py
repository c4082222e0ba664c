"""Names of releases."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from deckgen.model.diagnostics import DeckgenError
from deckgen.system.files import safe_name

if TYPE_CHECKING:
    from collections.abc import Collection

    from deckgen.release.ledger import Ledger

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:\.(\d+))?")
_LAST_NUMBER = re.compile(r"(.*?)(\d+)", re.DOTALL)
_NAME = re.compile(r"\w[\w.-]*")
"""Names of files, and parts of addresses: where members report a mistake, a template fills a version in as it is."""
_MAX = 40


def next_version(ledger: Ledger, today: str, tags: Collection[str] = ()) -> str:
    """The version after the last: `1.0` → `1.1`, `v1.2.9` → `v1.2.10`; the date where versions are dates, or none is.

    Args:
        ledger: What was released.
        today: The date, as `2026-11-24`.
        tags: Git's tags, whose names are taken, too.
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
    """A version that the author chose; the other arguments are those of `next_version`.

    Raises:
        DeckgenError: It is no good name, was released already, or a tag has it.
    """
    version = unicodedata.normalize("NFC", version.strip())
    if not _NAME.fullmatch(version) or len(version) > _MAX or safe_name(version) != version:
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


def _tagged(tags: Collection[str]) -> set[str]:
    """The versions that tags stand for: `v1.1` as well as `1.1`."""
    names = {tag.casefold() for tag in tags}
    return names | {name.removeprefix("v") for name in names}
