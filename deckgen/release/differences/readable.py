"""HTML to the text that a person would read aloud, line by line."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from deckgen.anki.pairs import ended

_BLOCKS = frozenset(
    {"p", "div", "br", "ul", "ol", "li", "tr", "table", "pre", "blockquote", "hr", "h1", "h2", "h3", "h4", "h5", "h6"}
)
_HIDDEN = frozenset({"style", "script"})
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[\s]*")


def readable(html: str) -> str:
    r"""HTML as plain text: blocks on lines of their own, list items marked, pictures as `[alt (file)]`.

    Formulas (`\(…\)`) and sounds (`[sound:…]`) stay as they are.
    """
    if "<" not in html and "&" not in html:
        return _folded(html)
    reader = _Reader()
    reader.feed(ended(html))
    reader.close()
    return _folded("".join(reader.pieces))


def _folded(text: str) -> str:
    return _LINES.sub("\n", _SPACES.sub(" ", text)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._lists: list[int | None] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        if tag in _BLOCKS:
            self.pieces.append("\n")
        if tag in {"td", "th"}:
            self.pieces.append(" | ")
        if tag in {"ul", "ol"}:
            self._lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            self.pieces.append(self._mark())
        elif tag == "img":
            named = dict(attrs)
            alt, source = named.get("alt") or "", named.get("src") or ""
            self.pieces.append(f"[{alt} ({source})]" if alt else f"[{source}]")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        if tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)

    def _mark(self) -> str:
        count = self._lists[-1] if self._lists else None
        if count is None:
            return "• "
        self._lists[-1] = count + 1
        return f"{count + 1}. "
