"""What a member reads of a field, in a form that is the same whichever renderer wrote the HTML.

Texts, paragraphs, lists, tables, emphasis, links, pictures and formulas stay. What colours or wraps them goes: spans,
divs, classes, the order of attributes, entities, and spaces that no browser shows.
"""

from __future__ import annotations

import unicodedata
from html.parser import HTMLParser

from deckgen.anki.pairs import ended
from deckgen.messages.patterns import late

_OPEN, _CLOSE = "\x02", "\x03"
_KEPT = {" ": "\x04", "\n": "\x05", "\t": "\x06"}
"""Stand-ins for the spaces of code, which count."""
_DROPPED = frozenset({"span", "div"})
_VOID = frozenset({"br", "hr", "img"})
_BLOCKS = "p|pre|ul|ol|li|table|thead|tbody|tr|td|th|blockquote|details|summary|br|hr|h[1-6]"
_AROUND_BLOCKS = late(rf"(?:(?<!\s)\s++)?({_OPEN}/?(?:{_BLOCKS}){_CLOSE})\s*+")
_SPACES = late(r"\s+")
_PACKED = late(r"^.*-([0-9a-f]{12}\.\w+)$")
"""A packed media name; its hash says what it shows, its stem only what the author called it."""
_SOUND = late(r"\[sound:[^\[\]]*-([0-9a-f]{12}\.\w+)\]")


def reading_form(html: str) -> str:
    """One field's HTML as what is read of it.

    Returns:
        A text to compare and to hash, not to show.
    """
    if "<" in html or "&" in html:
        reader = _Reader()
        reader.feed(ended(html))
        reader.close()
        html = _AROUND_BLOCKS.sub(r"\1", "".join(reader.pieces))
    if "[sound:" in html:
        html = _SOUND.sub(r"[sound:\1]", html)
    return unicodedata.normalize("NFC", _SPACES.sub(" ", html).strip())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._code += tag == "pre"
        if tag in _DROPPED:
            return
        named = dict(attrs)
        shown = [tag, *[named[name] or "" for name in ("href", "alt") if name in named]]
        if "src" in named:
            shown.append(_PACKED.sub(r"\1", named["src"] or ""))
        self.pieces.append(f"{_OPEN}{' '.join(shown)}{_CLOSE}")

    def handle_endtag(self, tag: str) -> None:
        self._code = max(0, self._code - (tag == "pre"))
        if tag not in _DROPPED and tag not in _VOID:
            self.pieces.append(f"{_OPEN}/{tag}{_CLOSE}")

    def handle_data(self, data: str) -> None:
        if self._code:
            for sign, stand_in in _KEPT.items():
                data = data.replace(sign, stand_in)
        self.pieces.append(data)
