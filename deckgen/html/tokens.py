"""A linear tokenizer that reads HTML as browsers do (https://html.spec.whatwg.org/#tokenization).

One difference: a tag or comment that never ends, which browsers drop with all that follows, is text up to the end.
"""

import html
import re
from collections.abc import Iterator
from functools import cache
from typing import TypeAlias

from msgspec import Struct

VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
"""Elements without content."""
RAW = frozenset(("iframe", "noembed", "noframes", "noscript", "script", "style", "textarea", "title", "xmp"))
"""Elements whose content holds no tags, up to their own end tag."""
LINKS = frozenset(("a", "area", "base"))
"""Elements whose address is followed, not loaded."""

_S = r"[ \t\n\f\r]"
# An unfinished value or tag matches up to the end of the text, so that no character is scanned twice.
_VALUE = r"\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^ \t\n\f\r>\"'][^ \t\n\f\r>]*+|(?=>)|\Z"
_NAME = r"[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+"
_ATTRIBUTES = rf"(?:[ \t\n\f\r/]++|{_NAME}(?:{_S}*+={_S}*+(?:{_VALUE}))?+)*+"
_COMMENT = r"<!--(?:-?>|.*?(?:--!?>|(?P<open_comment>\Z)))|<(?:[!?]|/[^a-zA-Z>])[^>]*+(?:>|(?P<open_bogus>\Z))|</>"
_MARKUP = re.compile(
    rf"<(?P<slash>/?+)(?P<name>[a-zA-Z][^ \t\n\f\r/>]*+)(?P<attributes>{_ATTRIBUTES})(?P<end>>)?+|{_COMMENT}",
    re.DOTALL,
)
_BEGINS = re.compile("<(?=[a-zA-Z])")
_LONGEST = 10_000
_ATTRIBUTE = re.compile(rf"({_NAME})(?:{_S}*+={_S}*+({_VALUE}))?+")


class Attribute(Struct, frozen=True):
    """An attribute of a tag; offsets are those of the whole text."""

    name: str
    """In lower case."""
    value: str
    """Without quotes, entities resolved; empty where there is none."""
    start: int
    end: int
    value_start: int
    """Where the value begins, its quote included; equal to `end` where there is none."""


class Tag(Struct, frozen=True):
    """A start or end tag."""

    start: int
    end: int
    name: str
    """In lower case."""
    closing: bool
    attributes: tuple[Attribute, ...] = ()

    def get(self, name: str) -> str | None:
        """The value of the first attribute of a name, which is the one that counts."""
        return next((each.value for each in self.attributes if each.name == name), None)


class Comment(Struct, frozen=True):
    """A comment, or what browsers take for one: `<!doctype>`, `<?xml?>`, `</ >`."""

    start: int
    end: int


class Text(Struct, frozen=True):
    """Text with its entities, or the content of a raw element."""

    start: int
    end: int
    raw: str = ""
    """The raw element that it is the content of."""


Token: TypeAlias = Tag | Comment | Text


def tokens(source: str) -> Iterator[Token]:
    """All of a text, token by token, in order and without gaps."""
    position = begun = 0  # `begun` is where text begins that is not yet yielded
    while markup := _MARKUP.search(source, position):
        start, position = markup.span()
        name, slash, end, *unfinished = markup.group("name", "slash", "end", "open_comment", "open_bogus")
        if (name and not end) or unfinished != [None, None]:
            break
        if start > begun:
            yield Text(begun, start)
        begun = position
        if not name:
            yield Comment(start, position)
            continue
        at = markup.span("attributes")
        attributes = _attributes(source, *at) if at[1] > at[0] else ()
        tag = Tag(start, position, name.lower(), slash != "", attributes)
        yield tag
        if tag.name in RAW and not tag.closing:
            end = re.compile(rf"</{tag.name}(?=[ \t\n\f\r/>])", re.IGNORECASE).search(source, position)
            begun = end.start() if end else len(source)
            if begun > position:
                yield Text(position, begun, tag.name)
            position = begun
    if begun < len(source):
        yield Text(begun, len(source))


def tags_anywhere(source: str) -> Iterator[Tag]:
    """Every start tag that a browser could find in a text if it began to read there: in comments and values, too.

    What never ends counts; of one of thousands of characters, its beginning. Tags that begin in each other have the
    same attributes: each is in the first of them that is a link, and in the first that is none.
    """
    known: set[tuple[bool, tuple[int, int]]] = set()
    for begin in _BEGINS.finditer(source):
        start = begin.start()
        found = _MARKUP.match(source, start, start + _LONGEST)
        if found and (name := found["name"]):
            link = name.lower() in LINKS
            each = _ATTRIBUTE.finditer(source, *found.span("attributes"))
            new = [attribute for attribute in each if (link, attribute.span()) not in known]
            known.update([(link, attribute.span()) for attribute in new])
            yield Tag(start, found.end(), name.lower(), False, tuple(map(_attribute, new)))


def _attributes(source: str, start: int, end: int) -> tuple[Attribute, ...]:
    return tuple([_attribute(found) for found in _ATTRIBUTE.finditer(source, start, end)]) if end > start else ()


def _attribute(found: re.Match[str]) -> Attribute:
    value = found[2] or ""
    if value[:1] in {'"', "'"}:
        value = value[1:-1]
    begin = found.start(2) if found[2] is not None else found.end()
    return Attribute(found[1].lower(), html.unescape(value), *found.span(), begin)


def drop_tags(source: str) -> str:
    """HTML without its tags and comments; entities, spaces and the content of raw elements stay."""
    if "<" not in source:
        return source
    return "".join([source[each.start : each.end] for each in tokens(source) if isinstance(each, Text)])


@cache
def _delimiter(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text), re.IGNORECASE)


def pairs(text: str, opening: str, closing: str) -> Iterator[tuple[int, int]]:
    """The start of each opening and the end of the first closing after it, in any case; pairs never nest."""
    begins, ends = _delimiter(opening), _delimiter(closing)
    position = 0
    while (begin := begins.search(text, position)) and (end := ends.search(text, begin.end())):
        position = end.end()
        yield begin.start(), position


def replace_pairs(text: str, opening: str, closing: str, replacement: str = "") -> str:
    """A text with each pair of delimiters, and what is between them, replaced."""
    kept: list[str] = []
    position = 0
    for start, end in pairs(text, opening, closing):
        kept += (text[position:start], replacement)
        position = end
    return "".join((*kept, text[position:]))


def list_items(source: str) -> tuple[str, ...]:
    """The inner HTML of each `<li>` that is in no other; one without an end tag ends with its list or the text."""
    items: list[str] = []
    begin = depth = 0
    for tag in tokens(source):
        if not isinstance(tag, Tag) or tag.name not in {"li", "ul", "ol"}:
            continue
        # depth counts lists and items: 1 is in an outermost item, 2 in a list in it
        if depth and (depth == 1 if tag.name == "li" else tag.closing and depth == 1):
            items.append(source[begin : tag.start])
            depth = 0
        if tag.name == "li" and not tag.closing and not depth:
            begin, depth = tag.end, 1
        elif tag.name != "li" and depth:
            depth = max(1, depth + (-1 if tag.closing else 1))
    if depth:
        items.append(source[begin:])
    return tuple(items)
