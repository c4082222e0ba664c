"""What a reader sees of a field's HTML, whatever it was written with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bs4.element import NavigableString, PreformattedString, Tag

from deckgen.importers.converter import soup

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SPACE = re.compile(r"[ \t\n\r\xa0]+")
"""Anki's editor leaves no-break spaces wherever someone types two."""
_EDGES = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)
_SAME_AS = {"strong": "b", "em": "i", "strike": "s", "del": "s", "tt": "code"}
_BLOCKS = frozenset({"p", "div", "ul", "ol", "table", "tr", "hr", "details", "section", "dl", "dt", "dd"})
_SAYING = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "td", "th", "li", "summary"})
"""Blocks whose name is part of what a reader sees."""
_SILENT = frozenset({"thead", "tbody", "tfoot", "body", "html", "span", "font", "colgroup"})
_SEEN = {"a": {"href"}, "img": {"src", "alt"}, "div": {"class", "tabindex"}, "pre": {"class", "tabindex"}}
"""Attributes that Markdown can say, and those of deckgen's own HTML that say nothing."""
_NONE: frozenset[str] = frozenset()
_SAYABLE = _SAYING | {"b", "i", "s", "u", "code", "sub", "sup", "mark", "kbd", "ruby", "rt", "rp", "img"}
_SAYABLE_BEGIN = ("a ", "li of ", "align=", "start=")
"""How marks begin that Markdown can say: links, items of lists, columns that are set to one side, numbers of lists."""


class Piece(NamedTuple):
    r"""A run of text or a picture, and all that is said of it; a line break where the text is `\n`."""

    text: str
    marks: frozenset[str]


_BREAK = Piece("\n", _NONE)


def reading(html: str) -> tuple[Piece, ...]:
    """A field's HTML as runs of text in their lines; blank lines and padding do not count.

    Attributes that Markdown has no words for, colours and sizes above all, count: what has them reads otherwise.
    """
    out: list[Piece] = []
    for piece in _pieces(soup(html), _NONE):
        if piece is _BREAK:
            _trim(out)
            if out and out[-1] is not _BREAK:
                out.append(piece)
        elif "pre" in piece.marks:
            out.append(piece)
        else:
            for part in _parts(piece):
                _append(out, part)
    _trim(out)
    return tuple(out[:-1] if out and out[-1] is _BREAK else out)


def is_sayable(pieces: Iterable[Piece]) -> bool:
    """Whether Markdown has words for all that is said of some runs of text: not for colours, sizes and the like."""
    return all(mark in _SAYABLE or mark.startswith(_SAYABLE_BEGIN) for piece in pieces for mark in piece.marks)


def _parts(piece: Piece) -> Iterator[Piece]:
    """A run without the spaces at its ends, which belong to no mark."""
    edges = _EDGES.fullmatch(_SPACE.sub(" ", piece.text))
    assert edges is not None  # noqa: S101 - every text fits
    for text, marks in ((edges[1], _NONE), (edges[2], piece.marks), (edges[3], _NONE)):
        if text:
            yield Piece(text, marks)


def _append(out: list[Piece], part: Piece) -> None:
    last = out[-1] if out else _BREAK
    if part.text == " " and (last is _BREAK or last.text.endswith(" ")):
        return
    if last is not _BREAK and last.marks == part.marks:
        out[-1] = Piece(last.text + part.text, part.marks)
    else:
        out.append(part)


def _trim(out: list[Piece]) -> None:
    """Take away what a line's end swallows."""
    while out and out[-1] is not _BREAK and not out[-1].text.strip(" "):
        out.pop()
    if out and out[-1] is not _BREAK and "pre" not in out[-1].marks:
        out[-1] = Piece(out[-1].text.rstrip(" "), out[-1].marks)
    while out and out[-1] is _BREAK and len(out) > 1 and out[-2] is _BREAK:
        out.pop()


def _pieces(node: Tag, marks: frozenset[str]) -> Iterator[Piece]:
    for child in node.children:
        if isinstance(child, Tag):
            yield from _of_tag(child, marks)
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):  # no comment
            text = str(child)
            yield Piece(text.rstrip("\n") if "pre" in marks else text, marks)


def _of_tag(tag: Tag, marks: frozenset[str]) -> Iterator[Piece]:
    name = _SAME_AS.get(tag.name, tag.name)
    said = {f"{key}={value}" for key, value in tag.attrs.items() if key not in _SEEN.get(name, ())}
    if name == "span" and tag.get("class") == ["glue"]:
        said.clear()  # of deckgen's own, which only keeps a line whole
    if "pre" in marks:
        said.clear()  # colours of code, which deckgen gives by itself
    here = marks | said
    if name == "br":
        yield _BREAK
    elif name == "img":
        yield Piece(f"[{tag.get('src')}|{tag.get('alt') or ''}]", here | {"img"})
    elif name == "hr":
        yield from (_BREAK, Piece("[hr]", here), _BREAK)
    elif name in _SAYING or name in _BLOCKS:
        yield _BREAK
        yield from _pieces(tag, here | _saying(tag))
        yield _BREAK
    elif name in _SILENT:
        yield from _pieces(tag, here)
    else:
        yield from _pieces(tag, here | {f"a {tag.get('href')}" if name == "a" else name})


def _saying(tag: Tag) -> frozenset[str]:
    if tag.name == "li":
        lists = tag.find_parents(["ul", "ol"])
        return frozenset({f"li of {lists[0].name if lists else 'none'} {len(lists)}"})
    return frozenset({tag.name}) if tag.name in _SAYING else _NONE
