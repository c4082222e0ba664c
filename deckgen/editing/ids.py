"""Ids for cards that have none: made of their fronts once, never changed again."""

import re
import unicodedata
from collections.abc import Iterable

from deckgen.anki.cloze import parse_cloze, plain

LONGEST = 32
"""Characters that an id takes of a front: enough to recognize the card."""
_MOST = 1_000
"""Characters of a front that are looked at."""
_ADDRESS = re.compile(r"\]\([^)]*\)|<[^>]*>|\[sound:[^\]]*\]")
_OCCLUSION = re.compile(r"\{\{c\d+::image-occlusion:[^{}]*\}\}")
_ASIDE = re.compile(r"(?<=\w)\s*[(（\[][^()（）\[\]]*[)）\]]|['\"‘’“”*_`]+(?=\w)|(?<=\w)['\"‘’“”*_`]+")
"""What a word can do without: `가지치기(Pruning)를`, `'멍청함'이`, `**굵게**는`."""
_COMMAND = re.compile(r"\\[A-Za-z]+")
_NOT_WORD = re.compile(r"[\W_]+")


def id_from(front: str) -> str:
    """An id that says what a card asks: the lower-case words of its front, in their script, cut at a word's end.

    Args:
        front: Markdown or HTML.
    """
    text = _ADDRESS.sub(" ", _OCCLUSION.sub(" image occlusion ", front[:_MOST]))
    text = unicodedata.normalize("NFC", text)
    text = plain(parse_cloze(text)) if "{{c" in text else text
    text = _ASIDE.sub("", _COMMAND.sub(" ", text)).lower()
    words = [word for word in _NOT_WORD.split(text) if word]
    name = "-".join(words)[: LONGEST + 1]
    if len(name) > LONGEST:
        name = name.rpartition("-")[0] or name[:LONGEST]
    return name.strip("-") or "card"


class Ids(set[str]):
    """The ids of a deck."""

    def __init__(self, ids: Iterable[str] = ()) -> None:
        super().__init__(ids)
        self._next: dict[str, int] = {}
        """The number with which to go on: thousands of cards may have one front."""

    def claim(self, wished: str) -> str:
        """Add an id: the one that is wished, or where it is taken the same with a number."""
        claimed, number = wished, self._next.get(wished, 2)
        while claimed in self:
            claimed = f"{wished}-{number}"
            number += 1
        self._next[wished] = number
        self.add(claimed)
        return claimed
