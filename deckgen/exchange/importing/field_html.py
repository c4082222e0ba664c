"""The HTML of Anki's fields to Markdown, only where deckgen's HTML of that reads as the old one did."""

from __future__ import annotations

import html as entities
import re
from pathlib import Path
from typing import TYPE_CHECKING

from deckgen.anki.plain_text import strip_tags
from deckgen.anki.seen import is_deep, is_sayable, seen
from deckgen.exchange.importing.text import clean
from deckgen.model import MediaFile
from deckgen.rendering.markdown import is_plain, to_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_TAG = re.compile(
    r"</?(?:br|div|p|b|i|u|em|strong|span|font|img|ul|ol|li|table|sub|sup|a|h[1-6]|code|pre)\b[^>]*>", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:nbsp|lt|gt|amp|quot|#\d+);", re.IGNORECASE)
_MATH = re.compile(r"\\\(((?:(?!\\\().)+?)\\\)|\\\[((?:(?!\\\[).)+?)\\\]", re.DOTALL)
_KEPT = re.compile(r"\[sound:(?:[^\]\[]++|\[(?!sound:))++\]|\{\{c\d+(?:,\d+)*::|\}\}|::")
_HELD = re.compile("\ue000([0-9]{1,6})\ue001")
_ANKI_LATEX = re.compile(r"\[(?:latex|\$\$?)\]", re.IGNORECASE)
"""What Anki typesets itself, and deckgen's Markdown shows as words."""
_LEVELS = range(4)
_MOST_TAGS, _MOST_SIGNS = 2_000, 100_000
"""Beyond them no Markdown is looked for: for each tag, the converter may look at all others."""
_MANY_SPACES = re.compile(r"(?<!\s)\s{200}")
"""Spaces that the converter would try to fold anew from each of them on."""


class TooMuchHtmlError(RecursionError):
    """HTML that the converter would take too long for, or cannot follow."""


def looks_like_html(text: str) -> bool:
    """Whether a text from elsewhere was written as HTML."""
    last = text.rfind(">") + 1  # behind it no tag ends
    return _ENTITY.search(text) is not None or _TAG.search(text, 0, last) is not None


def from_html(html: str) -> tuple[str, bool]:
    """A field's HTML as Markdown, with as few escapes as it can do with.

    Returns:
        The Markdown, and whether deckgen's HTML of it reads the same: words, lines, emphasis, lists, links, pictures.
        Of too many tags, or tags too deep in tags, the words only.
    """
    try:
        markdown = same_markdown(html)
        return (markdown, True) if markdown is not None else (next(candidates(html)), False)
    except RecursionError:
        return strip_tags(html), False


def same_markdown(html: str, folder: str = "") -> str | None:
    """The Markdown that reads as a field's HTML does, with as few escapes as it can do with; None where there is none.

    Args:
        html: The field.
        folder: What to write before a picture's name.

    Raises:
        RecursionError: Its tags are too many, or stand too deep in each other.
    """
    if is_plain(html):
        return html
    same = sameness(html, folder)
    if same is None:
        return None
    last = None
    for candidate in candidates(html, folder):
        markdown = clean(candidate)  # as it is to stand in a file: its end may have been what made it read the same
        if markdown != last and same(markdown):
            return markdown
        last = markdown
    return None


def candidates(html: str, folder: str = "") -> Iterator[str]:
    """A field's HTML as Markdown, with ever more of the text's signs escaped.

    Raises:
        TooMuchHtmlError: It would take too long.
    """
    if len(html) > _MOST_SIGNS or html.count("<") > _MOST_TAGS or is_deep(html) or _MANY_SPACES.search(html):
        raise TooMuchHtmlError
    from deckgen.exchange.importing.converter import markdown_of  # slow to load, and most texts have no HTML

    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(_formula(match) if match.lastindex else match.group())
        return f"\ue000{len(held) - 1}\ue001"

    text = _KEPT.sub(hold, _MATH.sub(lambda m: m.group() if "<" in m.group() else hold(m), html))
    for level in _LEVELS:
        yield _HELD.sub(
            lambda m: held[int(m[1])] if int(m[1]) < len(held) else m[0],  # a stranger may have typed such signs
            markdown_of(text, level, folder),
        )


def reads_same(html: str, markdown: str) -> bool:
    """Whether a Markdown text, rendered, reads as some HTML does."""
    same = sameness(html)
    return same is not None and same(markdown)


def sameness(html: str, folder: str = "") -> Callable[[str], bool] | None:
    """What tells whether a Markdown text, rendered, reads as some HTML does; None where no Markdown can.

    Args:
        html: The HTML.
        folder: What stands before a picture's name in the Markdown.
    """
    wanted = seen(html)
    if _ANKI_LATEX.search(html) or not is_sayable(wanted):
        return None

    def find(path: str) -> MediaFile:
        name = path.removeprefix(folder)
        return MediaFile(name, Path(name))

    return lambda markdown: wanted == seen(to_html(markdown, find).html)


def _formula(match: re.Match[str]) -> str:
    formula = entities.unescape(match[1] or match[2]).strip()
    return f"$${formula}$$" if match[1] is None else f"${formula}$"
