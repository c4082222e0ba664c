"""Two texts compared in words; a Korean word with its particle is one."""

import re
from collections.abc import Mapping, Sequence
from difflib import Match, SequenceMatcher
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple

from deckgen.html.plain import readable

_TOKEN = re.compile(r"<[^<>]*>|[^\W_]+(?:[.,'’-][^\W_]+)*|\n|[^\S\n]+|.", re.DOTALL)
_CONTEXT = 48
"""Characters of unchanged text that a piece keeps next to a change."""
_GAP = " … "
_MOST = 1_000_000
"""Words and pairs of equal words that are looked at: some tenths of a second."""


class Op(StrEnum):
    """What happened to a piece of text."""

    SAME = "same"
    OLD = "removed"
    NEW = "added"


class WordPiece(NamedTuple):
    """A piece of text, and what happened to it."""

    op: Op
    text: str


def word_diff(old: str, new: str) -> tuple[WordPiece, ...]:
    """Compare two fields, HTML, as a reader would; where both read the same, their markup.

    The SAME and OLD texts make the old text, SAME and NEW the new one.
    """
    before, after = readable(old), readable(new)
    if before == after:
        before, after = old, new
    a, b = _TOKEN.findall(before), _TOKEN.findall(after)
    found: list[tuple[Op, str]] = []
    for tag, i, j, k, m in Alignment(a, b).get_opcodes():
        if tag == "equal":
            found.append((Op.SAME, "".join(a[i:j])))
        else:
            found.extend([(Op.OLD, "".join(a[i:j])), (Op.NEW, "".join(b[k:m]))])
    return tuple(WordPiece(op, text) for op, text in _join_crumbs(found) if text)


def shorten(pieces: tuple[WordPiece, ...]) -> tuple[WordPiece, ...]:
    """The same, with long unchanged stretches cut to what is next to a change."""
    last = len(pieces) - 1
    return tuple(
        WordPiece(piece.op, _cut(piece.text, first=n == 0, last=n == last)) if piece.op is Op.SAME else piece
        for n, piece in enumerate(pieces)
    )


def _cut(text: str, *, first: bool, last: bool) -> str:
    head = "" if first else text[:_CONTEXT]
    tail = "" if last else text[-_CONTEXT:]
    if len(text) <= len(head) + len(tail) + len(_GAP) * 4:
        return text
    return head.rsplit(" ", 1)[0] * bool(head) + _GAP + tail.split(" ", 1)[-1] * bool(tail)


def _join_crumbs(found: list[tuple[Op, str]]) -> list[tuple[Op, str]]:
    """Join changes that only a space or punctuation separates: `~~a b~~ **c d**` reads better than four pieces."""
    joined: list[tuple[Op, str]] = []
    old = new = ""
    for n, (op, text) in enumerate(found):
        crumb = op is Op.SAME and 0 < n < len(found) - 1 and not any(c.isalnum() for c in text) and "\n" not in text
        if op is Op.OLD or (crumb and (old or new)):
            old += text
        if op is Op.NEW or (crumb and (old or new)):
            new += text
        if op is Op.SAME and not (crumb and (old or new)):
            joined.extend([(Op.OLD, old), (Op.NEW, new), (Op.SAME, text)])
            old = new = ""
    return [*joined, (Op.OLD, old), (Op.NEW, new)]


class Alignment(SequenceMatcher[str]):
    """Two sequences of words, aligned as `difflib` does it; what is left once that took too long is all different.

    `difflib` looks for the longest match of each stretch that is left; of two thousand words of which each second is
    the same, it looks a thousand times at all of them, for 20 seconds.
    """

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        super().__init__(str.isspace, old, new, autojunk=False)  # spaces alone begin no match
        places: Mapping[str, Sequence[int]] = vars(self)["b2j"]  # of each word in the new text
        self._left = _MOST
        self._costs = [0, *accumulate(1 + len(places.get(word, ())) for word in old)]

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        """As its base has it, while there is time."""
        self._left -= self._costs[-1 if ahi is None else ahi] - self._costs[alo]
        return Match(alo, blo, 0) if self._left < 0 else super().find_longest_match(alo, ahi, blo, bhi)
