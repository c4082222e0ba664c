r"""What a field may hold that is written as HTML: all that shows a text, nothing that runs, loads or covers.

Members' editors have made such fields for years: fonts, colours, tables with borders, audio. A tag must be written so
plainly that every browser reads it alike; what is not is refused, not guessed at.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, NamedTuple

from deckgen.anki.cloze import parse_cloze, plain
from deckgen.anki.guard.field import Danger, live_dangers, texts_of
from deckgen.anki.guard.grammar import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

ELEMENTS = frozenset(
    (
        *("a", "abbr", "acronym", "address", "anki-mathjax", "article", "aside", "audio", "b", "bdi", "bdo", "big"),
        *("blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup", "data", "dd", "del", "details"),
        *("dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("header", "hr", "i", "img", "ins", "kbd", "li", "main", "mark", "nav", "nobr", "ol", "p", "pre", "q", "rb"),
        *("rp", "rt", "rtc", "ruby", "s", "samp", "section", "small", "source", "span", "strike", "strong", "sub"),
        *("summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var"),
        *("video", "wbr"),
    )
)
ATTRIBUTES = frozenset(
    (
        *("align", "alt", "abbr", "bgcolor", "block", "border", "cellpadding", "cellspacing", "charset", "cite"),
        *("class", "clear", "color", "cols", "colspan", "controls", "data", "datetime", "dir", "draggable", "face"),
        *("headers", "height", "hidden", "href", "hspace", "id", "lang", "loop", "loading", "muted", "noshade"),
        *("nowrap", "open", "rel", "reversed", "role", "rows", "rowspan", "rules", "scope", "size", "span"),
        *("spellcheck", "src", "start", "style", "summary", "tabindex", "target", "title", "translate", "type"),
        *("valign", "value", "vspace", "width", "xml:lang"),
    )
)
_OPEN_NAMES = re.compile(r"(?:data|aria)-[a-z0-9_.-]+")
_TAG = re.compile(
    r"<(?P<slash>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]*)"
    r"(?P<attributes>(?:\s+[^\s\"'<>/=]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?)*+)\s*/?>"
)
_ATTRIBUTE = re.compile(r"\s+([^\s\"'<>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?")
_BEGINS = re.compile(r"<(?=[a-zA-Z/!?])")
"""A `<` that a browser takes for the beginning of a tag; before anything else it is text."""
_COMMENT = re.compile(r"<!--(?!-?>)[^<>]*?-->")
"""A comment without anything in it that could end it early, or begin a tag if it does not."""
_UNFINISHED = re.compile(r"</?[^\s<>]{0,30}")
_WITH_CONTENT = re.compile(
    r"<(script|style|iframe|object|embed|noscript|template|textarea|title|svg|math|xmp|select)\b", re.IGNORECASE
)
_MOST_ROUNDS = 9
_BAD_STYLE = re.compile(
    r"url\s*\(|image-set|expression|javascript|behavior|binding|@|\\|/\*|:\s*(?:fixed|sticky)", re.IGNORECASE
)
_ADDRESS = re.compile(r"(?:https?|mailto|tel):|(?![a-z0-9+.-]*:)", re.IGNORECASE)
_SHOWN = re.compile(
    r"(?:https?:)?//|data:image/(?:png|jpe?g|gif|webp|avif|bmp);base64,[a-z0-9+/=\s]*\Z|[^:\\]*\Z", re.IGNORECASE
)
_IGNORED_SIGNS = re.compile(r"[\x00-\x20\x7f-\xa0]+")
_SOUND_NAME = re.compile(rf"[^:/\\\[\]]+\.(?:{'|'.join(SUFFIXES)})", re.IGNORECASE)


class _Found(NamedTuple):
    start: int
    end: int
    what: str
    """As the message calls it; empty where the tag is allowed."""


def html_dangers(
    field: str, media: Collection[str], *, cloze: bool = False, latex: Collection[str] | None = None
) -> Iterator[Danger]:
    """What is dangerous in a finished field that was written as HTML; see `field.dangers`.

    Args:
        field: HTML, as Anki gets it.
        media: The packed names of the sounds and pictures that the deck has. Members may have others, by plain names.
        cloze: Whether a template shows its deletions.
        latex: Where `[latex]` may stand there, as in a deck that moved in: the macros that its note type defines.
    """
    for found in _tags(field):
        if found.what:
            yield Danger("tag", found.what)
            return
        if cloze and ("{{" in field[found.start : found.end] or "}}" in field[found.start : found.end]):
            yield Danger("tag", field[found.start : found.end][:60])
            return
    for text in texts_of(field, cloze=cloze):
        yield from live_dangers(text, media, cloze=cloze, latex=latex, known=_SOUND_NAME)
    if cloze and "{{c" in field:
        # between deletions and tags only whole tags may stand: what is left of a field is the same tags
        shown = plain(parse_cloze(field))
        if any(found.what for found in _tags(shown)):
            yield Danger("tag", "{{c")


def mended(field: str) -> str:
    """A field's HTML without the tags and attributes that are refused; the text in them stays, but no script's.

    A `<` that begins no whole tag becomes text.
    """
    out = _without_content(field) if "<" in field else field
    for _ in range(_MOST_ROUNDS):  # what is left of `<scr<b x>ipt>` is a tag again
        if not any(found.what for found in _tags(out)):
            return out
        out = "".join(_replaced(out, tag) for tag in _pieces(out))
    return "".join(_as_text(out, piece) for piece in _pieces(out))


def _as_text(field: str, piece: _Found | str) -> str:
    if isinstance(piece, str):
        return piece
    written = field[piece.start : piece.end]
    return written.replace("<", "&lt;") if piece.what else written


def _without_content(field: str) -> str:
    """A field without the elements whose text is none, with all that is in them."""
    kept: list[str] = []
    gone: set[str] = set()
    at = 0
    while begin := _WITH_CONTENT.search(field, at):
        name = begin[1].lower()
        end = None if name in gone else re.compile(rf"</{name}\s*+>", re.IGNORECASE).search(field, begin.end())
        if end is None:
            gone.add(name)  # so that nothing looks for its end again
            kept.append(field[at : begin.end()])
            at = begin.end()
        else:
            kept.append(field[at : begin.start()])
            at = end.end()
    return "".join([*kept, field[at:]])


def _pieces(field: str) -> Iterator[_Found | str]:
    at = 0
    for found in _tags(field):
        yield field[at : found.start]
        yield found
        at = found.end
    yield field[at:]


def _replaced(field: str, piece: _Found | str) -> str:
    if isinstance(piece, str):
        return piece
    written = field[piece.start : piece.end]
    if not piece.what:
        return written
    tag = _TAG.fullmatch(written)
    if tag is None:
        return "" if written.startswith(("<!", "</")) else f"&lt;{written[1:]}"  # `a<b` of who wrote no HTML
    name = tag["name"].lower()
    if name not in ELEMENTS:
        return ""
    kept = [whole.group() for whole in _ATTRIBUTE.finditer(tag["attributes"]) if _allowed(name, whole)]
    return f"<{tag['slash']}{name}{''.join(kept)}>"


def _tags(field: str) -> Iterator[_Found]:
    """All that begins as a tag does, with what is wrong with it."""
    at = 0
    while begin := _BEGINS.search(field, at):
        start = begin.start()
        comment, tag = _COMMENT.match(field, start), _TAG.match(field, start)
        if comment:
            at = comment.end()
            yield _Found(start, at, "")
        elif tag:
            at = tag.end()
            yield _Found(start, at, _wrong(tag))
        else:
            what = _UNFINISHED.match(field, start)
            assert what is not None  # noqa: S101 - '<' stands there
            at = max(what.end(), start + 1)
            yield _Found(start, at, what.group())


def _wrong(tag: re.Match[str]) -> str:
    name = tag["name"].lower()
    if name not in ELEMENTS:
        return f"<{tag['slash']}{name}"
    bad = next((found for found in _ATTRIBUTE.finditer(tag["attributes"]) if not _allowed(name, found)), None)
    return f"{bad.group().strip()[:60]}" if bad else ""


def _allowed(element: str, attribute: re.Match[str]) -> bool:
    name = attribute[1].lower()
    value = html.unescape(attribute[2] or attribute[3] or attribute[4] or "")
    if name == "style":
        return _BAD_STYLE.search(value) is None
    if name in {"href", "cite"}:
        return _ADDRESS.match(_IGNORED_SIGNS.sub("", value)) is not None
    if name == "src":
        return _SHOWN.match(_IGNORED_SIGNS.sub("", value)) is not None
    if name == "name":
        return element == "a"
    return name in ATTRIBUTES or _OPEN_NAMES.fullmatch(name) is not None
