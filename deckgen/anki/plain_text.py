"""HTML to plain text: for titles, searches and comparisons."""

from __future__ import annotations

import html
import re

_TAGS = re.compile(r"<[^>]*>")
_TAGS_OF_BROWSERS = re.compile(r"<[a-z/!?][^>]*>", re.IGNORECASE)
"""In `3 < 5 > 2` Anki's filters see a tag, and browsers none."""
_PARTING_TAGS = re.compile(
    r"<(?=[a-z/!?])(?!/?(?:a|abbr|b|code|del|em|i|ins|kbd|mark|q|ruby|s|small|span|strong|sub|sup|u)\b)[^>]*>",
    re.IGNORECASE,
)


def drop_tags(text: str) -> str:
    """HTML without what Anki's filters take for tags; entities and spaces stay."""
    last = text.rfind(">") + 1  # behind it no tag ends
    return _TAGS.sub("", text[:last]) + text[last:] if last else text


def strip_tags(text: str) -> str:
    """HTML to plain text: tags out, entities in their characters, spaces folded.

    Only what begins a line of its own parts words: `**왜**를` stays one word.
    """
    if "<" in text or "&" in text:
        last = text.rfind(">") + 1
        text = html.unescape(_TAGS_OF_BROWSERS.sub("", _PARTING_TAGS.sub(" ", text[:last])) + text[last:])
    return " ".join(text.split())
