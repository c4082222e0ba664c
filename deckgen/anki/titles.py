"""What a note is called wherever people read of it: release notes, diffs, the ledger, the rehearsal."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from deckgen.anki.cloze import parse_cloze, plain
from deckgen.anki.pairs import SOUND
from deckgen.anki.plain_text import strip_tags

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 120
_ALT = re.compile(r"<img\b[^<>]*?\salt=(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_SOUND = re.compile(SOUND)


def title_of(fields: Iterable[str], fallback: str, longest: int = LONGEST) -> str:
    """A note's title: the first field with words in it, as plain text with deletions filled in.

    A field that is only a picture counts by the words that stand for the picture.

    Args:
        fields: HTML, the front first.
        fallback: The title where no field has words; the note's id.
        longest: The most characters of a title; a longer one ends in `…`.
    """
    title = next(filter(None, map(_words, fields)), fallback)
    return title if len(title) <= longest else title[: longest - 1] + "…"


def _words(field: str) -> str:
    if "{{c" in field:
        field = plain(parse_cloze(field))
    if "[sound:" in field:
        field = _SOUND.sub(" ", field)
    words = strip_tags(field)
    if words or "<img" not in field.lower():
        return words
    alts = (html.unescape(double or single) for double, single in _ALT.findall(field))
    return " ".join(" ".join(alts).split())
