"""What a reader sees of a field's HTML, whatever it was written with."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from deckgen.anki.pairs import ended

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SPACE = re.compile(r"[ \t\n\r\xa0]+")
"""Anki's editor leaves no-break spaces wherever someone types two."""
_SAME_AS = {"strong": "b", "em": "i", "strike": "s", "del": "s", "tt": "code"}
_BLOCKS = frozenset({"p", "div", "ul", "ol", "table", "tr", "details", "section", "dl", "dt", "dd"})
_SAYING = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "td", "th", "li", "summary"})
"""Blocks whose name is part of what a reader sees."""
_SILENT = frozenset({"thead", "tbody", "tfoot", "body", "html", "span", "font", "colgroup"})
_LISTS = frozenset({"ul", "ol"})
EMPTY = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)
"""Elements that have no content."""
_SEEN = {"a": {"href"}, "img": {"src", "alt"}, "div": {"class", "tabindex"}, "pre": {"class", "tabindex"}}
"""Attributes that Markdown can say, and those of deckgen's own HTML that say nothing."""
_NONE: frozenset[str] = frozenset()
_MOST_MARKS = 40
"""What is said of one run of text. More is one mark, that Markdown has no words for."""
_DEEPEST = 60
"""Elements in each other, in what people write."""
_SAYABLE = _SAYING | {"b", "i", "s", "u", "code", "sub", "sup", "mark", "kbd", "ruby", "rt", "rp", "img"}
_SAYABLE_BEGIN = ("a ", "li of ", "align=", "start=")
"""How marks begin that Markdown can say: links, items of lists, columns that are set to one side, numbers of lists."""


class Piece(NamedTuple):
    r"""A run of text or a picture, and all that is said of it; a line break where the text is `\n`."""

    text: str
    marks: frozenset[str]


_BREAK = Piece("\n", _NONE)


def seen(html: str) -> tuple[Piece, ...]:
    """A field's HTML as runs of text in their lines; blank lines and padding do not count.

    Attributes that Markdown has no words for, colours and sizes above all, count: what has them reads otherwise.
    """
    out: list[Piece] = []
    for piece in _read(html).pieces:
        if piece is _BREAK:
            _trim(out)
            if out and out[-1] is not _BREAK:
                out.append(piece)
        elif "pre" in piece.marks:
            out.append(piece)
        else:
            for part in _parts(piece):
                last = out[-1] if out else _BREAK
                if part.text != " " or (last is not _BREAK and not last.text.endswith(" ")):
                    out.append(part)
    _trim(out)
    return tuple(_joined(out[:-1] if out and out[-1] is _BREAK else out))


def is_sayable(pieces: Iterable[Piece]) -> bool:
    """Whether Markdown has words for all that is said of some runs of text: not for colours, sizes and the like."""
    return all(mark in _SAYABLE or mark.startswith(_SAYABLE_BEGIN) for piece in pieces for mark in piece.marks)


def is_deep(html: str) -> bool:
    """Whether elements stand so deep in each other that readers that recurse take long, or fail."""
    return html.count("<") > _DEEPEST and _read(html).deepest > _DEEPEST


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(ended(html))
    reader.close()
    reader.flush()
    return reader


class _Reader(HTMLParser):
    """Runs of text and breaks, in the order in which they stand."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []
        self.deepest = 0
        """How many elements stand in each other where most do."""
        self._data: list[str] = []
        self._open: list[tuple[str, frozenset[str]]] = []
        """The elements that are open: name, and what is said of their content."""
        self._names = Counter[str]()
        """How many of each name are open."""
        self._lists: list[str] = []
        """Those of them that are lists."""

    def handle_data(self, data: str) -> None:
        self._data.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.flush()
        marks = self._open[-1][1] if self._open else _NONE
        named = {key: value or "" for key, value in attrs}
        name = _SAME_AS.get(tag, tag)
        here = marks if "pre" in marks else marks | _said(name, named)  # colours of code deckgen gives by itself
        if name == "br":
            self.pieces.append(_BREAK)
        elif name == "img":
            self.pieces.append(Piece(f"[{named.get('src', '')}|{named.get('alt', '')}]", here | {"img"}))
        elif name == "hr":
            self.pieces += (_BREAK, Piece("[hr]", here), _BREAK)
        if tag in EMPTY:
            return
        if name in _SAYING or name in _BLOCKS:
            self.pieces.append(_BREAK)
            here |= self._saying(name)
        elif name not in _SILENT:
            here |= {f"a {named.get('href')}" if name == "a" else name}
        self._open.append((tag, _bounded(here)))
        self.deepest = max(self.deepest, len(self._open))
        self._names[tag] += 1
        if tag in _LISTS:
            self._lists.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in EMPTY:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self.flush()
        if tag in EMPTY or not self._names[tag]:
            return
        name = ""
        while name != tag:
            name, _ = self._open.pop()
            self._names[name] -= 1
            if name in _LISTS:
                self._lists.pop()
            if name in _SAYING or name in _BLOCKS:
                self.pieces.append(_BREAK)

    def flush(self) -> None:
        """Make a run of the text that stands between two tags."""
        if self._data:
            marks = self._open[-1][1] if self._open else _NONE
            text = "".join(self._data)
            self.pieces.append(Piece(text.rstrip("\n") if "pre" in marks else text, marks))
            self._data.clear()

    def _saying(self, name: str) -> frozenset[str]:
        if name == "li":
            return frozenset({f"li of {self._lists[-1] if self._lists else 'none'} {len(self._lists)}"})
        return frozenset({name}) if name in _SAYING else _NONE


def _said(name: str, attributes: dict[str, str]) -> frozenset[str]:
    if not attributes or (name == "span" and attributes.get("class") == "glue"):
        return _NONE  # a span of deckgen's own, which only keeps a line whole, says nothing
    return frozenset(f"{key}={value}" for key, value in attributes.items() if key not in _SEEN.get(name, ()))


def _bounded(marks: frozenset[str]) -> frozenset[str]:
    return marks if len(marks) <= _MOST_MARKS else (marks & {"pre"}) | {f"more {hash(marks)}"}


def _parts(piece: Piece) -> Iterator[Piece]:
    """A run without the spaces at its ends, which belong to no mark."""
    whole = _SPACE.sub(" ", piece.text)
    inner = whole.strip()
    before = whole[: len(whole) - len(whole.lstrip())]
    after = whole[len(before) + len(inner) :]
    for text, marks in ((before, _NONE), (inner, piece.marks), (after, _NONE)):
        if text:
            yield Piece(text, marks)


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    """Make one of the runs of a line that follow each other and of which the same is said."""
    for (marks, apart), run in groupby(pieces, lambda piece: (piece.marks, piece is _BREAK or "pre" in piece.marks)):
        if apart:
            yield from run
        else:
            yield Piece("".join([piece.text for piece in run]), marks)


def _trim(out: list[Piece]) -> None:
    """Take away what a line's end swallows."""
    while out and out[-1] is not _BREAK and not out[-1].text.strip(" "):
        out.pop()
    if out and out[-1] is not _BREAK and "pre" not in out[-1].marks:
        out[-1] = Piece(out[-1].text.rstrip(" "), out[-1].marks)
    while out and out[-1] is _BREAK and len(out) > 1 and out[-2] is _BREAK:
        out.pop()
