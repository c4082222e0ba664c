"""What two sequences of words have in common, in bounded time.

`difflib` looks for the longest match of each stretch that is left; of two thousand words of which each second is the
same, it looks a thousand times at all of them, for 20 seconds.
"""

from collections.abc import Mapping, Sequence
from difflib import Match, SequenceMatcher
from itertools import accumulate

MOST = 4_000_000
"""Pairs of equal words that are looked at, and pairs of words of two sequences that are aligned at all: some tenths of
a second."""


class Alignment(SequenceMatcher[str]):
    """Two sequences of words, aligned as `difflib` does it; what is left once that took too long is all different."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        super().__init__(None, old, new, autojunk=False)
        places: Mapping[str, Sequence[int]] = vars(self)["b2j"]  # of each word in the new text
        self._words, self._left = len(old), MOST
        self._pairs = [0, *accumulate(len(places.get(word, ())) for word in old)]

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        """As its base has it, while there is time."""
        self._left -= self._pairs[self._words if ahi is None else ahi] - self._pairs[alo]
        return Match(alo, blo, 0) if self._left < 0 else super().find_longest_match(alo, ahi, blo, bhi)


def is_long(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether two sequences are too long to be aligned."""
    return len(old) * len(new) > MOST
