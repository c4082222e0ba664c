"""What a note is called wherever people read of it: release notes, diffs, the ledger, the rehearsal."""

import re
from collections.abc import Iterable

from deckgen.anki.cloze import parse_cloze, plain
from deckgen.html.plain import plain_text
from deckgen.html.reading import SOUND, read

LONGEST = 120
_OCCLUSION = re.compile(r"\{\{c\d+::image-occlusion:[^{}]*\}\}")
_HIDDEN_ID = re.compile(r"[0-9a-f]{32}-(?:ao|oa)-\d+")
"""The first field of notes of the add-on Image Occlusion Enhanced."""


def title_of(fields: Iterable[str], fallback: str, longest: int = LONGEST) -> str:
    """A note's title: the first field with words in it, as plain text with deletions filled in.

    A field that is only a picture counts by its alternative text. A title of more than `longest` characters ends in
    `…`; the fallback, the note's id, is the title where no field has words.
    """
    title = next(filter(None, map(_words, fields)), fallback)
    return title if len(title) <= longest else title[: longest - 1] + "…"


def _words(field: str) -> str:
    if "{{c" in field:
        field = plain(parse_cloze(_OCCLUSION.sub("", field)))
    if _HIDDEN_ID.fullmatch(field):
        return ""
    if "[sound:" in field:
        field = SOUND.sub(" ", field)
    words = plain_text(field)
    if words or "<img" not in field.lower():
        return words
    return " ".join(" ".join(piece.text for piece in read(field) if piece.kind == "picture").split())
