"""A note's fields as an author would write them: Markdown where it reads the same, else the HTML that members have."""

import re
from pathlib import Path
from typing import NamedTuple

from deckgen.anki.cloze import parse_cloze, reveal
from deckgen.anki.guard.field import dangers, html_dangers
from deckgen.anki.guard.html_tags import sanitize
from deckgen.anki.snapshot import SnapshotNoteType
from deckgen.anki.template import is_filled
from deckgen.anki.typeset import as_text, macros_of, typeset_danger
from deckgen.exchange.decoding import clean, clean_html
from deckgen.exchange.html_markdown import same_markdown
from deckgen.exchange.importing.packed_media import PackedMedia
from deckgen.html.reading import read
from deckgen.model import MediaFile
from deckgen.rendering.markdown import is_plain, to_html
from deckgen.sources.text import FORBIDDEN

_FOLDER = "media/"
_SILENT = "[sound:]"
"""What tools write where they had no sound: to Anki it is text."""
_OFFICE = re.compile(r"</?(?:o|v|w|m|x|st1):\w[^<>]*+>")
"""Tags that Word leaves in what is copied from it: no browser knows them."""
_HIDDEN = re.compile(r' data-cloze="[^"]*"')
"""What a deletion hides, which Anki writes into the tag, too."""
_MOST_LOOKED_AT = 4_000_000
"""Signs to read for all of a text's deletions, hidden one after the other; beyond them it stays HTML."""


class FieldText(NamedTuple):
    """A field as a card file holds it."""

    text: str
    html: bool = False
    """Whether it is written as HTML."""
    taken_out: str = ""
    """What of it was refused; empty where nothing was."""
    other_cards: bool = False
    """Whether the note has other cards without that."""


class Fields:
    """Converts fields, each text once."""

    def __init__(self, media: PackedMedia) -> None:
        self._media = media
        self._known: dict[tuple[str, bool, frozenset[str]], FieldText] = {}

    def written(self, field: str, note_type: SnapshotNoteType) -> FieldText:
        """A field as a card file holds it, from HTML as Anki has it."""
        if _SILENT in field:
            return self.as_html(field, note_type)
        if is_plain(field):
            return FieldText(clean(field))
        key = field, note_type.cloze, _macros(note_type)
        if key not in self._known:
            self._known[key] = self._converted(re.sub(FORBIDDEN, "", field), note_type)
        return self._known[key]

    def as_html(self, field: str, note_type: SnapshotNoteType) -> FieldText:
        """A field as a card file holds it where its kind says that it is HTML."""
        field = _OFFICE.sub("", self._media.rewritten(re.sub(FORBIDDEN, "", field))).replace(_SILENT, "[sound&#58;]")
        cloze = note_type.cloze
        refused = next(html_dangers(field, (), cloze=cloze, latex=_macros(note_type)), None)
        if refused is None:
            return FieldText(clean_html(field), html=True)
        text = clean_html(sanitize(as_text(field) if typeset_danger(field, _macros(note_type)) else field))
        if refused.case == "nesting" and read(text) == read(field):
            return FieldText(text, html=True)
        other = is_filled(text) != is_filled(field) or (cloze and _numbers(text) != _numbers(field))
        return FieldText(text, html=True, taken_out=refused.what, other_cards=other)

    def _converted(self, field: str, note_type: SnapshotNoteType) -> FieldText:
        if not is_filled(field):
            return FieldText("")
        whole = self._media.has_all(field)
        found = self.as_html(field, note_type)
        if not whole or found.taken_out:
            return found
        markdown = same_markdown(found.text, _FOLDER) or ""
        same = is_filled(markdown) and (not note_type.cloze or _hides_the_same(found.text, markdown))
        return FieldText(markdown) if same else found


def _macros(note_type: SnapshotNoteType) -> frozenset[str]:
    return macros_of(str(note_type.settings.get("latexPre", "")))


def description_of(html: str) -> str:
    """A deck's description as Markdown; empty where Markdown cannot say it, or it shows what a description cannot."""
    text = clean(same_markdown(re.sub(FORBIDDEN, "", html)) or "").strip()
    rendered = to_html(text, _as_named)
    return "" if rendered.media or any(dangers(rendered.html, ())) else text


def _numbers(text: str) -> tuple[int, ...]:
    return parse_cloze(text).numbers


def _hides_the_same(html: str, markdown: str) -> bool:
    """Whether two texts have the same deletions, and read the same with each of them hidden and shown."""
    if "{{c" not in html:
        return True
    old, new = parse_cloze(html), parse_cloze(to_html(markdown, _as_named).html)
    if old.numbers != new.numbers or len(old.numbers) * len(html) > _MOST_LOOKED_AT:
        return False
    if "<" not in html:
        return True
    return all(
        read(_HIDDEN.sub("", reveal(old, number, question=question)))
        == read(_HIDDEN.sub("", reveal(new, number, question=question)))
        for number in old.numbers
        for question in (True, False)
    )


def _as_named(path: str) -> MediaFile:
    return MediaFile(path.removeprefix(_FOLDER), Path(path))
