"""Whether two notes say the same: what upstream writes otherwise, and a reader sees alike, is no change."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote

from deckgen.html.media import files_of
from deckgen.html.reading import read
from deckgen.release.verify.state import NoteState


def media_of(field: str) -> tuple[str, ...]:
    """The files that a field shows or plays, as Anki looks for them."""
    return tuple([unquote(file.name) for file in files_of(field)])


class Comparison:
    """Tells changes from what is only written otherwise.

    A note whose time did not move is one that upstream means to be as it was. Where it reads the same, too, members
    miss nothing but the other HTML: a deck that moved from Anki's editor to Markdown is such a case.

    Args:
        old_media: OLD's media: file name → a digest of the content.
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
        pieces = [
            (piece.text, piece.source) for piece in read(field) if piece.kind not in {"item", "picture"} or piece.source
        ]
        text = "".join("\N{OBJECT REPLACEMENT CHARACTER}" if source else text for text, source in pieces)
        return "".join(text.split()), files
