"""The number behind a name that is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_FEW = 100


def free_number(is_taken: Callable[[int], bool]) -> int:
    """The first number from 2 on that is not taken; where the first hundred are, one that is free behind one taken.

    Of ten thousand cards that ask the same, each would look at the numbers of all before it.
    """
    for number in range(2, _FEW):
        if not is_taken(number):
            return number
    taken, free = _FEW - 1, _FEW
    while is_taken(free):
        taken, free = free, free * 2
    while free - taken > 1:
        middle = (taken + free) // 2
        taken, free = (middle, free) if is_taken(middle) else (taken, middle)
    return free
