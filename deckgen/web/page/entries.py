"""A note as the page holds it: one piece of HTML, the same whatever is around it."""

import html
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from deckgen.kinds.compiler import labels_of
from deckgen.kinds.reporting import with_report_address
from deckgen.messages.texts import read_texts
from deckgen.model import Deck, Note, NoteType
from deckgen.web.page.confine import confined
from deckgen.web.page.content import PageContent, Trouble
from deckgen.web.page.faces import Face, faces
from deckgen.web.page.scope import BOX, box_class

END = "<!--e-->"
"""What follows each entry: the page's script splits them there."""
TEXTS = Path(__file__).parent / "texts"
"""The page's own texts, a file a language."""
_OCCLUSION = re.compile(r"""\bid=["']?(?:image-occlusion|io-)""")
"""What Anki, and the add-on before it, draw masks on by a script: without one the picture gives the answer away."""
CARDS = "<!--c-->"
"""Separates the list view of an entry from its study sides."""


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
        self.content = PageContent({})

    def of(self, deck: Deck, notes: Iterable[Note]) -> tuple[PageEntry, ...]:
        """The entries of some notes of a deck, in their order.

        Raises:
            DeckgenError: A media file vanished since it was read.
        """
        around = (deck.config, deck.note_types, deck.kinds)
        if around != self._around:
            self._around, self._kept = around, {}
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
        cards = [_reporting(face, deck, note, note_type) for face in faces(deck, note, note_type)]
        shown = "\n".join(self._box(note, face, face.back, inside=self._inline) for face in cards if face.fresh)
        kept: list[str] = []
        for face in cards:
            kept.append(self._template(note, face, "front", face.front))
            if not face.fresh:
                kept.append(self._template(note, face, "back", face.back))
        title = self.content.fit(html.escape(note.title, quote=False), inside=self._inline)
        written = (
            f'<article class="Entry" id="{html.escape(note.id)}" data-guid="{html.escape(note.guid)}"'
            f' data-kind="{html.escape(note.kind)}">'
            f'<details><summary><h3 class="Title">{title}</h3><span class="Mark"></span>'
            f'<span class="Kind">{html.escape(label)}</span></summary>\n{shown}\n</details>'
            f"{CARDS}{''.join(kept)}</article>"
        )
        return PageEntry(note, written, self.content.take_troubles())

    def _box(self, note: Note, face: Face, text: str, *, inside: bool) -> str:
        if _OCCLUSION.search(text):
            content = f'<p class="OnlyInAnki">{html.escape(self._only_in_anki)}</p>'
        else:
            text, left_out = confined(text)
            if left_out:
                self.content.leave_out()
            content = self.content.fit(text, inside=inside)
        number = face.ordinal + 1
        classes = f"{BOX} {box_class(note.kind)}{' AsInAnki' * (note.kind in self._foreign)}"
        return (
            f'<applet class="{classes}" data-card="{face.ordinal}"><div class="Sky">'
            f'<div class="card card{number}">{content}</div></div></applet>'
        )

    def _template(self, note: Note, face: Face, side: str, text: str) -> str:
        return (
            f'<template data-card="{face.ordinal}" data-side="{side}">'
            f"{self._box(note, face, text, inside=False)}</template>"
        )


def _reporting(face: Face, deck: Deck, note: Note, note_type: NoteType) -> Face:
    """A card with the whole address where its link leads to report a mistake."""
    front, back = (with_report_address(side, deck.config, note, note_type) for side in (face.front, face.back))
    return replace(face, front=front, back=back)


def _alike(one: Note, other: Note) -> bool:
    """Whether two notes look the same: all but where they are written."""
    return one is other or one._replace(span=other.span) == other
