"""markdownify, taught what deckgen's Markdown can say. Loads only where there is HTML to convert."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup
from markdownify import MarkdownConverter

from deckgen.anki.pairs import ended
from deckgen.rendering.markdown import ALLOWED_TAGS

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import Tag

_OPENS = re.compile(rf"<(?=/?(?:{'|'.join(ALLOWED_TAGS)})\s*/?>|https?://)", re.IGNORECASE)
"""A `<` that would open a tag; any other is text in deckgen's Markdown."""
_ENTITY = re.compile(r"&(?=#?\w+;)")
_NEEDLESS = re.compile(r"\\([<>~&=+|\"'!(){}-])")
_LONE_BREAK = re.compile(r"(?<!\\)\\(?=\n\n|\Z)|^\\$", re.MULTILINE)
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_MANY_LINES = re.compile(r"\n{3,}")
_NUMBERS = {"start": re.compile("[0-9]{1,9}"), "colspan": re.compile("[0-9]{1,2}")}
"""Attributes that the converter takes for numbers, `²` too, and what they may be."""
_HEADING = re.compile("h[1-6]")


@lru_cache(maxsize=4)
def soup(html: str) -> Tag:
    """HTML as a tree, by the parser that mends least; of the same text the same one, which nobody may change."""
    text = f"<body>{ended(html)}"  # without a tag, it warns of texts that look like an address
    tree = BeautifulSoup(text, "html.parser")
    for name, number in _NUMBERS.items():
        for tag in tree.select(f"[{name}]"):
            if not number.fullmatch(str(tag[name])):
                del tag[name]
    return tree


def markdown_of(html: str, level: int, folder: str = "") -> str:
    """HTML as Markdown.

    Args:
        html: A field's.
        level: How much of the text's signs to escape: 0 nothing, 1 emphasis, 2 all that begins something, 3 money too.
        folder: What stands before a picture's name.
    """
    converter = _Converter(
        heading_style="ATX",
        bullets="-",
        newline_style="backslash",
        autolinks=False,
        escape_asterisks=level > 0,
        escape_underscores=level > 0,
        escape_misc=level > 1,
    )
    converter.folder = folder
    text = converter.convert_soup(soup(html)).replace("\xa0", " ")
    if level > 2:
        text = text.replace("$", "\\$")
    return _MANY_LINES.sub("\n\n", _LONE_BREAK.sub("", text)).strip()


class _Converter(MarkdownConverter):
    folder = ""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Escape a text's signs, those that deckgen reads as text left alone."""
        escaped = super().escape(text, parent_tags)  # type: ignore[misc]  # its stub leaves it out
        escaped = _NEEDLESS.sub(r"\1", escaped)
        return _OPENS.sub("&lt;", _ENTITY.sub("&amp;", escaped))

    def get_conv_fn(self, tag_name: str) -> Callable[..., str] | None:
        """What converts an element; nothing does what is only called like a heading, as `h10`."""
        if tag_name[:1] == "h" and tag_name[1:2].isdecimal() and not _HEADING.fullmatch(tag_name):
            return None
        found: Callable[..., str] | None = super().get_conv_fn(tag_name)  # type: ignore[misc]  # its stub leaves it out
        return found

    def _as_it_is(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        del parent_tags
        return f"<{el.name}>{text}</{el.name}>" if text.strip() else text

    convert_sub = convert_sup = convert_u = convert_mark = convert_kbd = _as_it_is
    convert_ruby = convert_rt = convert_rp = _as_it_is

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A picture, with its name as Anki has it: deckgen's Markdown takes spaces in it."""
        del text, parent_tags
        attributes: dict[str, Any] = el.attrs
        source = attributes.get("src") or ""
        folder = "" if _ADDRESS.match(source) else self.folder
        return f"![{attributes.get('alt') or ''}]({folder}{source})"
