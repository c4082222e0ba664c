"""What stands above a note: its properties, as Obsidian, HackMD and others write them between two lines of `---`."""

from __future__ import annotations

import re
from typing import NamedTuple

_PROPERTY = re.compile(r"([\w-]+):[ \t]*(.*)")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.*)")
_LIST = re.compile(r"[,\s\[\]]+")
_FENCE, _ENDS = "---", ("---", "...")


class FrontMatter(NamedTuple):
    """A note's properties."""

    end: int
    """How many lines of the text they take; 0 where there are none."""
    title: str
    tags: tuple[str, ...]
    left: tuple[tuple[int, str], ...]
    """Line and text of what says nothing to a deck."""


def front_matter(lines: list[str]) -> FrontMatter:
    """Read the properties of a note; all of them that are no title and no tags are left.

    Args:
        lines: Of the whole note.
    """
    end = next((n for n, line in enumerate(lines) if n and line.rstrip() in _ENDS), 0)
    if lines[0].rstrip() != _FENCE or not any(_PROPERTY.fullmatch(line) for line in lines[1:end]):
        return FrontMatter(0, "", (), ())
    title, tags, left = "", list[str](), list[tuple[int, str]]()
    key = ""
    for number, line in enumerate(lines[1:end], start=2):
        said = _PROPERTY.fullmatch(line)
        item = None if said else _ITEM.fullmatch(line)
        key = said[1].lower() if said else key
        value = said[2] if said else item[1] if item else line.strip()
        if key == "title" and said:
            title = _unquoted(value)
        elif key in {"tags", "tag"} and (said or item):
            tags += (_unquoted(tag) for tag in _LIST.split(value))
        elif line.strip():
            left.append((number, line.strip()))
    return FrontMatter(end + 1, title, tuple(filter(None, map(as_tag, tags))), tuple(left))


def as_tag(written: str) -> str:
    """A tag of a note as Anki has it: one of several levels with `::` between."""
    return "::".join(filter(None, written.strip().removeprefix("#").split("/")))


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
