"""The items of a list in a member's HTML, whatever stands around them and whatever never ends."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser
from itertools import accumulate

from deckgen.anki.pairs import ended
from deckgen.anki.seen import EMPTY

_ITEM = "li"


def items_of(html: str) -> tuple[str, ...]:
    """The inner HTML of each item that stands in no other, as it is written; an item without an end ends last."""
    return _Reader(ended(html)).found()


class _Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self._html = html
        self._lines = [0, *accumulate(len(line) + 1 for line in html.split("\n"))]
        self._open: list[str] = []
        self._names = Counter[str]()
        """How many of each name are open."""
        self._begin = 0
        self._items: list[str] = []

    def found(self) -> tuple[str, ...]:
        """Read all of it."""
        self.feed(self._html)
        self.close()
        if self._names[_ITEM]:
            self._items.append(self._html[self._begin :])
        return tuple(self._items)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in EMPTY:
            return
        if tag == _ITEM and not self._names[_ITEM]:
            self._begin = self._at() + len(self.get_starttag_text() or "")
        self._open.append(tag)
        self._names[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        if not self._names[tag]:
            return
        name, inside = "", self._names[_ITEM]
        while name != tag:
            name = self._open.pop()
            self._names[name] -= 1
        if inside and not self._names[_ITEM]:
            self._items.append(self._html[self._begin : self._at()])

    def _at(self) -> int:
        """Where the tag begins that is read now."""
        line, column = self.getpos()
        return self._lines[line - 1] + column
