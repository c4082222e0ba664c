"""Whether two notes say the same: what upstream writes otherwise, and a reader sees alike, is no change."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from deckgen.anki.pairs import SOUND, showing, shown_name, without
from deckgen.anki.plain_text import strip_tags

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deckgen.release.verify.state import NoteState

_SHOWN = showing()
_WHOLE = re.compile(rf"<(?:img|audio|video|source)\b[^<>]*>|{SOUND}", re.IGNORECASE)
"""What may show a file, to its end: beyond that nothing is looked for."""
_UNREAD = (("<script", "</script>"), ("<style", "</style>"), ("<!--", "-->"))


def media_of(field: str) -> tuple[str, ...]:
    """The files that a field shows or plays, as Anki looks for them."""
    if "src" not in field.lower() and "[sound:" not in field:
        return ()
    shown = [_SHOWN.match(found.group()) for found in _WHOLE.finditer(field)]
    return tuple([unquote(html.unescape(shown_name(match))) for match in shown if match])


def _read_part(field: str) -> str:
    """A field without what nobody reads."""
    for opening, closing in _UNREAD:
        field = without(field, opening, closing)
    return field


class Comparison:
    """Tells changes from what is only written otherwise.

    A note whose time did not move is one that upstream means to be as it was. Where it reads the same, too, members
    miss nothing but the other HTML: a deck that moved from Anki's editor to Markdown is such a case.

    Args:
        old_media: OLD's media: file name → a digest of the content.
        new_media: NEW's media.
    """

    def __init__(self, old_media: Mapping[str, str], new_media: Mapping[str, str]) -> None:
        self._media = old_media, new_media

    def changed(self, was: NoteState, now: NoteState) -> bool:
        """Whether a note says something else, or is meant to arrive anew."""
        return was.content != now.content and not self.rewritten(was, now)

    def rewritten(self, was: NoteState, now: NoteState) -> bool:
        """Whether a note is written otherwise, kept its time, and reads the same."""
        if was.mod != now.mod or was.tags != now.tags or was.content == now.content:
            return False
        if len(was.fields) != len(now.fields):
            return False
        return all(self._read(a, 0) == self._read(b, 1) for a, b in zip(was.fields, now.fields, strict=True) if a != b)

    def _read(self, field: str, which: int) -> tuple[str, list[str]]:
        files = [self._media[which].get(name, name) for name in media_of(field)]
        text = _WHOLE.sub("\N{OBJECT REPLACEMENT CHARACTER}", _read_part(field))
        return "".join(strip_tags(text).split()), files
