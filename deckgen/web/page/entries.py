"""A note as the page holds it: one piece of HTML, the same whatever is around it."""

import html
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from deckgen.html.tokens import Text, tokens
from deckgen.kinds.compiler import labels_of
from deckgen.kinds.reporting import with_report_address
from deckgen.messages.texts import read_texts
from deckgen.model import Deck, Note, NoteType
from deckgen.web.page.card_html import PageContent, Trouble
from deckgen.web.page.faces import faces
from deckgen.web.page.scope import BOX, box_class

END = "<!--e-->"
"""What follows each entry: the page's script splits them there."""
TEXTS = Path(__file__).parent / "texts"
"""The page's own texts, a file a language."""
_OCCLUSION = re.compile(r"""id=(?<=\sid=)["']?(?:image-occlusion|io-)""")
"""What Anki, and the add-on before it, draw masks on by a script: without one the picture gives the answer away. It is
an attribute, no part of an address such as `…?id=io-7`."""
_HOLE = "\ue000"
"""A private character, in place of a field."""
_WHOLE = re.compile(r'\\|\[sound:|<(?:audio|code|img|math|pre|source|svg|video)\b|class="report"', re.IGNORECASE)
"""What of a template is read together with the fields in it: formulas, code, media, the address for reports."""
_NO_FRAME = ("", "")


class Shown(NamedTuple):
    """A side of a card, fit for the page."""

    frame: tuple[str, ...]
    """What the template writes around the fields."""
    values: tuple[str, ...]
    """What the fields give, each between two pieces of the frame."""

    @property
    def html(self) -> str:
        """The side."""
        first, *others = self.frame
        return first + "".join([value + piece for value, piece in zip(self.values, others, strict=True)])


class PageEntry(NamedTuple):
    """A note on the page."""

    note: Note
    html: str
    troubles: tuple[Trouble, ...]
    """What of it the page cannot show as Anki does."""


class Entries:
    """A deck's entries, cached: one deck after another, only what changed is made.

    With `inline`, a picture is in the entry that shows it first; otherwise entries only name their media.
    """

    def __init__(self, *, inline: bool) -> None:
        self._inline = inline
        self._kept: dict[str, PageEntry] = {}
        self._around: object = None
        self._foreign: frozenset[str] = frozenset()
        """The deck's own kinds, whose cards have the margin and the background that Anki gives a card."""
        self._only_in_anki = ""
        self.frames: dict[tuple[str, ...], int] = {}
        """The frames that entries name, with their numbers."""
        self.content = PageContent({})

    def of(self, deck: Deck, notes: Iterable[Note]) -> tuple[PageEntry, ...]:
        """The entries of some notes of a deck, in their order.

        Raises:
            DeckgenError: A media file vanished since it was read.
        """
        around = (deck.config, deck.note_types, deck.kinds)
        if around != self._around:
            self._around, self._kept, self.frames = around, {}, {}
            self._only_in_anki = read_texts(TEXTS, deck.config.language)["only_in_anki"]
            self._foreign = frozenset(kind.name for kind in deck.kinds if kind.own)
        self.content = PageContent({file.name: file for file in deck.media}, self.content.read)
        labels = {kind.name: labels_of(kind, deck.config.language).get("kind", kind.name) for kind in deck.kinds}
        types = deck.types
        kept, found = self._kept, []
        for note in notes:
            entry = kept.get(note.id)
            if entry is None or not _alike(entry.note, note):
                entry = self._made(deck, note, types[note.kind, note.shape], labels.get(note.kind, note.kind))
            elif entry.note is not note:
                entry = entry._replace(note=note)
            found.append(entry)
        self._kept = {entry.note.id: entry for entry in found}
        return tuple(found)

    def _made(self, deck: Deck, note: Note, note_type: NoteType, label: str) -> PageEntry:
        """The entry as the list shows it, and the sides that only the study shows, each after a comment."""
        listed, studied = [], []
        for face in faces(deck, note, note_type):
            front = self._shown(deck, note, note_type, face.front, inside=False)
            back = self._shown(deck, note, note_type, face.back, inside=self._inline and face.fresh)
            studied.append(self._studied("front", face.ordinal, front))
            if face.fresh:
                listed.append(self._box(note.kind, face.ordinal, back.html))
            else:
                studied.append(self._studied("back", face.ordinal, back))
        shown = "\n".join(listed)
        title = self.content.fit(html.escape(note.title, quote=False), inside=self._inline)
        written = (
            f'<article class="Entry" id="{html.escape(note.id)}" data-guid="{html.escape(note.guid)}"'
            f' data-kind="{html.escape(note.kind)}"><details><summary><h3 class="Title">{title}</h3>'
            f'<span class="Kind">{html.escape(label)}</span></summary>\n{shown}\n</details>'
            f"<template>{''.join(studied)}</template></article>"
        )
        return PageEntry(note, written, self.content.take_troubles())

    def _box(self, kind: str, ordinal: int, content: str) -> str:
        classes = f"{BOX} {box_class(kind)}{' AsInAnki' * (kind in self._foreign)}"
        return (
            f'<applet class="{classes}" data-card="{ordinal}"><div class="Sky">'
            f'<div class="card card{ordinal + 1}">{content}</div></div></applet>'
        )

    def _studied(self, side: str, ordinal: int, shown: Shown) -> str:
        """A side that only the study shows: its card, the number of its frame, and its values."""
        number = self.frames.setdefault(shown.frame, len(self.frames))
        return f"<!--{side} {ordinal} {number}-->{'<!---->'.join(shown.values)}"

    def _shown(self, deck: Deck, note: Note, note_type: NoteType, pieces: tuple[str, ...], *, inside: bool) -> Shown:
        whole = "".join(pieces)
        if _OCCLUSION.search(whole):
            return Shown(_NO_FRAME, (f'<p class="OnlyInAnki">{html.escape(self._only_in_anki)}</p>',))
        frame, values = frame_of(pieces[::2]), pieces[1::2]
        if frame is _NO_FRAME:
            values = (with_report_address(whole, deck.config, note, note_type),)
        return Shown(frame, tuple([separate(self.content.fit(value, inside=inside)) for value in values]))


@lru_cache(maxsize=4096)
def frame_of(written: tuple[str, ...]) -> tuple[str, ...]:
    """What a template writes, made fit for the page once for all notes that fill the same fields.

    Empty around the whole side where the two cannot be kept apart, as in a tag.
    """
    content, holes = PageContent({}), len(written) - 1
    source = _HOLE.join(written)
    fitted = content.fit(source, inside=False)
    in_text = "".join([fitted[token.start : token.end] for token in tokens(fitted) if isinstance(token, Text)])
    if _WHOLE.search(source) or content.take_troubles() or not source.count(_HOLE) == in_text.count(_HOLE) == holes:
        return _NO_FRAME
    return tuple(map(separate, fitted.split(_HOLE)))


def separate(piece: str) -> str:
    """HTML that makes no tag with what follows it."""
    return f"{piece[:-1]}&lt;" if piece.endswith("<") else piece


def _alike(one: Note, other: Note) -> bool:
    """Whether two notes look the same: all but where they are written."""
    return one is other or replace(one, span=other.span) == other
