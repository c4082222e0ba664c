"""What a member wrote, as the test knows it, next to what the ledger says they were given.

A field belongs to its member from when they write, color or break it until an import replaces the note. The ledger
knows nothing of members: of each of their fields it must say the same.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from deckgen.release.given import EMPTY, kept_hash
from tests.history.author import Author

_PICTURE = re.compile(r'<img src="([^"]+)" alt="([^"]*)">')


def _spelled_otherwise(html: str) -> str:
    """What an editor writes otherwise by itself: attributes in another order, entities, breaks at the end."""
    text = _PICTURE.sub(r"<IMG alt='\2' src='\1' />", html)
    return text.replace("w", "&#119;", 1) + "<br/>" if "<" not in text[:1] else f"{text}<br><br />"


DEEDS: Mapping[str, Callable[[str], str]] = {
    "write": lambda html: f"{html} my words",
    "color": lambda html: f'<span style="color: rgb(255, 0, 0);">{html}</span>',
    "bold": lambda html: f"<b>{html}</b>",
    "break": lambda html: f"<br>{html}!",
    "line": lambda html: f"<div>{html}</div>",
    "empty": lambda html: "x" if kept_hash(html) == EMPTY else "",
}
"""What makes a field its member's own."""
NOISE = {"spell": _spelled_otherwise}
"""What does not."""


class Authorship:
    """Who wrote each field of one member's collection."""

    def __init__(self) -> None:
        self._own: dict[tuple[str, int], str] = {}
        """Guid and place of the fields that the member wrote in, and the hash of what was there before."""
        self._merged: set[tuple[str, int]] = set()
        """Those of them whose text the author took over: the next draft or release gives it."""

    @property
    def own(self) -> frozenset[tuple[str, int]]:
        """Guid and place of the member's own fields."""
        return frozenset(self._own)

    def wrote(self, guid: str, place: int, before: str, after: str) -> None:
        """The member made a field their own, or gave it back the text that it was given."""
        if kept_hash(after) == self._own.setdefault((guid, place), kept_hash(before)):
            del self._own[guid, place]
        self._merged.discard((guid, place))

    def merged(self, fields: set[tuple[str, int]]) -> None:
        """The author took over the texts of some fields."""
        self._merged |= fields

    def imported(self, before: dict[str, Any], after: dict[str, Any]) -> None:
        """An import replaces every field of the notes that it updates."""
        old = {guid: (mod, fields) for _, guid, _, mod, fields, _ in before["notes"]}
        for _, guid, _, mod, fields, _ in after["notes"]:
            if old.get(guid) != (mod, fields):
                self._own = {field: was for field, was in self._own.items() if field[0] != guid}

    def check(self, seen: dict[str, Any], author: Author, met: Counter[str]) -> None:
        """See that the ledger says of each field whose it is."""
        given = author.given()
        for _, guid, type_, _, fields, _ in seen["notes"]:
            if author.types[guid] != type_:  # of a draft, before the note's kind grew: Anki updates it no more
                continue
            for place, html in enumerate(fields.split("\x1f")):
                known = given[guid].hashes(place)
                if not known:  # deckgen's own field
                    continue
                theirs = kept_hash(html) not in known
                if not theirs and (guid, place) in self._merged:
                    self._own.pop((guid, place), None)
                assert theirs == ((guid, place) in self._own), f"{guid} {place} theirs={theirs}: {html} {given[guid]}"
                met["fields of a member known as theirs" if theirs else "fields known as given"] += 1
