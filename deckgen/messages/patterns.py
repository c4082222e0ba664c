"""Regular expressions that compile when they are first used.

A build loads three hundred and uses half of them; to compile the others would take a tenth of its start.
"""

from __future__ import annotations

import re
from typing import cast


class _Late:
    """Stands for an expression; what is asked of it the first time, it keeps."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._written = pattern, flags

    def __getattr__(self, name: str) -> object:
        value = getattr(re.compile(*self._written), name)
        setattr(self, name, value)
        return value


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """An expression for what few decks hold; one that every card is looked through with is better compiled at once.

    Args:
        pattern: As for `re.compile`, which says what is wrong with it only when it is used.
    """
    return cast("re.Pattern[str]", _Late(pattern, flags))
