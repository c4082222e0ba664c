"""A note's fields as an author would write them: Markdown where it reads the same, else the HTML that members have."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from deckgen.anki.cloze import parse_cloze
from deckgen.anki.template import is_filled
from deckgen.guard import html_dangers, mended
from deckgen.importers.field_html import from_html
from deckgen.importers.text import clean
from deckgen.rendering.markdown import is_plain
from deckgen.sources.text import FORBIDDEN

if TYPE_CHECKING:
    from deckgen.importers.packed_media import PackedMedia

_FOLDER = "media/"


class FieldText(NamedTuple):
    """A field as a card file holds it."""

    text: str
    html: bool = False
    """Whether it is written as HTML."""
    taken_out: str = ""
    """What of it was refused; empty where nothing was."""


class Fields:
    """Converts fields, each text once.

    Args:
        media: What the package holds.
    """

    def __init__(self, media: PackedMedia) -> None:
        self._media = media
        self._known: dict[tuple[str, bool], FieldText] = {}

    def written(self, field: str, *, cloze: bool) -> FieldText:
        """A field as a card file holds it.

        Args:
            field: HTML, as Anki has it.
            cloze: Whether its note type hides deletions.
        """
        if is_plain(field):
            return FieldText(clean(field))
        key = field, cloze
        if key not in self._known:
            self._known[key] = self._converted(FORBIDDEN.sub("", field), cloze=cloze)
        return self._known[key]

    def as_html(self, field: str, *, cloze: bool) -> FieldText:
        """A field as a card file holds it where its kind says that it is HTML."""
        field = self._media.rewritten(FORBIDDEN.sub("", field))
        refused = next(html_dangers(field, (), cloze=cloze, latex=True), None)
        if refused is None:
            return FieldText(clean(field), html=True)
        return FieldText(clean(mended(field)), html=True, taken_out=refused.what)

    def _converted(self, field: str, *, cloze: bool) -> FieldText:
        if not is_filled(field):
            return FieldText("")
        whole = self._media.has_all(field)
        found = self.as_html(field, cloze=cloze)
        if not whole or found.taken_out:
            return found
        markdown, same = from_html(found.text, _FOLDER)
        markdown = clean(markdown)
        same = same and is_filled(markdown) and (not cloze or _deletions(found.text) == _deletions(markdown))
        return FieldText(markdown) if same else found


def _deletions(text: str) -> frozenset[int]:
    return frozenset(parse_cloze(text).numbers)
