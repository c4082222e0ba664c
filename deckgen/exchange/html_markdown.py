"""The HTML of Anki's fields to Markdown, only where deckgen's HTML of that reads as the old one did."""

import re
from pathlib import Path

from deckgen.exchange.decoding import clean
from deckgen.html.reading import read
from deckgen.html.to_markdown import candidates, is_sayable
from deckgen.model import MediaFile
from deckgen.rendering.markdown import is_plain, to_html

_TAG = re.compile(
    r"</?(?:br|div|p|b|i|u|em|strong|span|font|img|ul|ol|li|table|sub|sup|a|h[1-6]|code|pre)\b[^>]*>", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:nbsp|lt|gt|amp|quot|#\d+);", re.IGNORECASE)
_ANKI_LATEX = re.compile(r"\[(?:latex|\$\$?)\]", re.IGNORECASE)
"""What Anki typesets itself, and deckgen's Markdown shows as words."""


def looks_like_html(text: str) -> bool:
    """Whether a text from elsewhere was written as HTML."""
    last = text.rfind(">") + 1  # after it no tag ends
    return _ENTITY.search(text) is not None or _TAG.search(text, 0, last) is not None


def from_html(html: str) -> tuple[str, bool]:
    """A field's HTML as Markdown, and whether deckgen's HTML of it reads the same."""
    markdown = same_markdown(html)
    return (markdown, True) if markdown is not None else (next(candidates(html)), False)


def same_markdown(html: str, folder: str = "") -> str | None:
    """The Markdown that reads as a field's HTML does, with as few escapes as possible; None where there is none.

    `folder` is written before the names of pictures.
    """

    def find(path: str) -> MediaFile:
        name = path.removeprefix(folder)
        return MediaFile(name, Path(name))

    if is_plain(html):
        return html
    wanted = read(html)
    if _ANKI_LATEX.search(html) or not is_sayable(wanted):
        return None
    last = None
    for candidate in candidates(html, folder):
        markdown = clean(candidate)  # as a file holds it: padding may have made it read the same
        if markdown != last and wanted == read(to_html(markdown, find).html):
            return markdown
        last = markdown
    return None
