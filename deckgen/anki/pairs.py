"""Openings and the closings that belong to them, found in time that grows with the text alone.

`re` looks for the closing of each opening to the text's end, and of ten thousand that never close, ten thousand times.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SOUND = r"\[sound:((?:[^\]\[\n]++|\[(?!sound:))++)\]"
"""A sound as Anki plays it, and its name; of two openings before one closing the second, which is what is meant."""
ALT = r"!\[(?:[^\]!\n]++|!(?!\[))*+\]"
"""The words of a picture in Markdown."""


def showing(elements: str = "img|audio|video|source", attributes: str = "src") -> re.Pattern[str]:
    """An expression for what shows or plays a file in HTML; `shown_name` has the file of what it finds.

    Args:
        elements: Their names, with `|` between.
        attributes: Those that name a file, likewise.
    """
    return re.compile(
        rf"(?P<head><(?:{elements})\b[^<>]*?\s(?:{attributes})\s*=\s*)"
        r"(?:\"(?P<double>[^\"<>]*)\"|'(?P<single>[^'<>]*)'|(?P<bare>[^\s\"'<>]+))"
        rf"|(?P<sound>{SOUND})",
        re.IGNORECASE,
    )


def shown_name(match: re.Match[str]) -> str:
    """The file's name as it is written there."""
    if match["sound"]:
        return match["sound"][len("[sound:") : -1]
    return next(name for name in match.group("double", "single", "bare") if name is not None)


def pairs(text: str, opening: str, closing: str) -> Iterator[tuple[int, int]]:
    """Where each opening begins and the first closing behind it ends, one pair after the other; in any case."""
    begins, ends = (re.compile(re.escape(sign), re.IGNORECASE) for sign in (opening, closing))
    at = 0
    while (begin := begins.search(text, at)) and (end := ends.search(text, begin.end())):
        at = end.end()
        yield begin.start(), at


def without(text: str, opening: str, closing: str, instead: str = "") -> str:
    """A text with something in the place of each pair and what stands in it."""
    kept: list[str] = []
    at = 0
    for start, end in pairs(text, opening, closing):
        kept += [text[at:start], instead]
        at = end
    return "".join([*kept, text[at:]])


def ended(html: str) -> str:
    """HTML for `html.parser`, which would look for the end of each tag or comment that has none, again and again."""
    last = html.rfind(">") + 1
    html = html[:last] + html[last:].replace("<", "&lt;")
    if "<!" in html:
        html = html.replace("<![", "&lt;![")
        last = html.rfind("-->") + 3 if "-->" in html else 0
        html = html[:last] + html[last:].replace("<!--", "&lt;!--")
    return html
