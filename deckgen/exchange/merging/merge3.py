"""Two texts that grew from one, made one again: word by word."""

from __future__ import annotations

import re

from deckgen.release.differences.alignment import Alignment

_TOKEN = re.compile(r"\w+|\s+|.", re.DOTALL)


def merge3(base: str, ours: str, theirs: str) -> str | None:
    """Put into one text what another one changed.

    Returns:
        Our text with their changes; None where both changed the same words.
    """
    if ours == base:
        return theirs
    a, b, c = (_TOKEN.findall(text) for text in (base, ours, theirs))
    places: dict[int, int] = {}
    for start, there, size in Alignment(a, b).get_matching_blocks():
        places.update((start + n, there + n) for n in range(size))
    out: list[str] = []
    done = 0
    for op, i, j, k, m in Alignment(a, c).get_opcodes():
        if op == "equal":
            continue
        place = _place(places, i, j)
        if place is None or place < done:
            return None
        out += (*b[done:place], *c[k:m])
        done = place + j - i
    return "".join([*out, *b[done:]])


def _place(places: dict[int, int], i: int, j: int) -> int | None:
    """Where the base's words from i to j begin in our text; None where they are not all there."""
    if i < j:
        first = places.get(i)
        whole = first is not None and all(places.get(n) == first + n - i for n in range(i, j))
        return first if whole else None
    before = places.get(i - 1)
    return places.get(i) if before is None else before + 1
