"""What two sequences of words have in common, in bounded time."""

from collections.abc import Mapping, Sequence
from difflib import Match, SequenceMatcher
from itertools import accumulate

MOST = 1_000_000
"""Words and pairs of equal words that are looked at: some tenths of a second."""


class Alignment(SequenceMatcher[str]):
    """Two sequences of words, aligned as `difflib` does it; what is left once that took too long is all different.

    `difflib` looks for the longest match of each stretch that is left; of two thousand words of which each second is
    the same, it looks a thousand times at all of them, for 20 seconds.
    """

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        super().__init__(str.isspace, old, new, autojunk=False)  # spaces alone begin no match
        places: Mapping[str, Sequence[int]] = vars(self)["b2j"]  # of each word in the new text
        self._left = MOST
        self._costs = [0, *accumulate(1 + len(places.get(word, ())) for word in old)]

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        """As its base has it, while there is time."""
        self._left -= self._costs[-1 if ahi is None else ahi] - self._costs[alo]
        return Match(alo, blo, 0) if self._left < 0 else super().find_longest_match(alo, ahi, blo, bhi)
