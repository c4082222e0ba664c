"""A member's HTML as the text that the author would have written: their Markdown, with the member's words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from deckgen.anki.guard import html_dangers
from deckgen.exchange.importing.text import clean_html
from deckgen.exchange.merging.merge3 import merge3
from deckgen.html.markdown import candidates
from deckgen.html.reading import read
from deckgen.html.text import reading_form
from deckgen.html.tokens import list_items
from deckgen.model import Format, MediaFile
from deckgen.model.diagnostics import Finding
from deckgen.rendering.html_field import html_field
from deckgen.rendering.markdown import to_html
from deckgen.sources.text import FORBIDDEN

_FOLD = re.compile(r'<details class="fold"><summary>[^<]*</summary>(.*)</details>', re.DOTALL)
_PICTURE = re.compile(r"(!\[(?:[^\]!\n]++|!(?!\[))*+\]\()([^()\n]+)(\))|(\[sound:)((?:[^\]\[\n]++|\[(?!sound:))++)(\])")


class Rewriter:
    """Makes new texts of members' fields.

    Args:
        media: Packed name → path below `media/`, of the deck's own files.
        theirs: The names of the files that the member's package holds.
    """

    def __init__(self, media: Mapping[str, str], theirs: frozenset[str]) -> None:
        self._ours = media
        self._theirs = theirs
        self.new_media: dict[str, str] = {}
        """Name in the member's package → name below `media/`, of the files that new texts show."""

    def text(self, written: str, ours: str, theirs: str) -> str | None:
        """A new text for a field, or for one item of a list.

        Args:
            written: What the author wrote; empty where they wrote nothing.
            ours: Its HTML.
            theirs: The member's HTML.

        Returns:
            Markdown that reads as the member's HTML does; None where none was found.
        """
        ours, theirs = _unfolded(ours, FORBIDDEN.sub("", theirs))
        end = "\n" if written.endswith("\n") else ""
        for base, new in zip(candidates(ours), candidates(theirs), strict=True):
            merged = merge3(self._named(base), written.strip(), self._named(new))
            if merged is not None and self._reads_as(merged, theirs):
                return self._kept(merged, end)
        for new in candidates(theirs):
            if self._reads_as(self._named(new), theirs):
                return self._kept(self._named(new), end)
        return None

    def html(self, theirs: str) -> str | None:
        """A new text for a field that is written as HTML; None where the member's could do more than show a text."""
        if next(html_dangers(theirs, (), cloze="{{c" in theirs, latex=()), None) is not None:
            return None

        def named(name: str) -> MediaFile | Finding:
            path = self._ours.get(name, name)
            if name not in self._ours and name in self._theirs:
                self.new_media[name] = name
            return MediaFile(path, Path(path))

        return clean_html(html_field(theirs, named).html)

    def items(self, written: tuple[str, ...], ours: str, theirs: str) -> tuple[str, ...] | None:
        """New texts for the items of a list; None where it has more or fewer of them, or one cannot be written."""
        old, new = (list_items(html) for html in _unfolded(ours, theirs))
        if not len(written) == len(old) == len(new):
            return None
        texts = [
            text if reading_form(a) == reading_form(b) else self.text(text, a, b)
            for text, a, b in zip(written, old, new, strict=True)
        ]
        return None if None in texts else tuple(text for text in texts if text is not None)

    def new_items(self, theirs: str) -> tuple[str, ...]:
        """The items of a member's list, which the sources have not yet; a text that is no list is one item."""
        found = [self.text("", "", html) for html in list_items(theirs) or (theirs,)]
        return tuple(text for text in found if text)

    @property
    def known(self) -> Mapping[str, str]:
        """Packed name → path below `media/`, of the deck's own files."""
        return self._ours

    def _named(self, markdown: str) -> str:
        """Markdown with pictures by the names that sources use."""

        def name(match: re.Match[str]) -> str:
            head, path, tail = (match[1], match[2], match[3]) if match[1] else (match[4], match[5], match[6])
            if path in self._ours:
                return f"{head}media/{self._ours[path]}{tail}"
            return f"{head}media/{path}{tail}" if path in self._theirs else match.group()

        return _PICTURE.sub(name, markdown)

    def _reads_as(self, markdown: str, html: str) -> bool:
        return read(to_html(markdown, self._find).html) == read(html)

    def _find(self, path: str) -> MediaFile:
        relative = path.removeprefix("media/")
        packed = next((packed for packed, ours in self._ours.items() if ours == relative), relative)
        return MediaFile(packed, PurePosixPath(path))  # type: ignore[arg-type]  # nobody opens it

    def _kept(self, markdown: str, end: str) -> str:
        for match in _PICTURE.finditer(markdown):
            name = (match[2] or match[5]).removeprefix("media/")
            if name in self._theirs and name not in self._ours.values():
                self.new_media[name] = name
        return markdown + (end or ("\n" if "\n" in markdown else ""))


def _unfolded(ours: str, theirs: str) -> tuple[str, str]:
    """Two fields' HTML without what deckgen folds long ones away with."""
    found = _FOLD.fullmatch(ours), _FOLD.fullmatch(theirs)
    return (found[0][1], found[1][1]) if found[0] and found[1] else (ours, theirs)


def is_list(format_: Format) -> bool:
    """Whether a field's texts are the items of a list."""
    return format_ in {Format.STEPS, Format.BULLETS, Format.SOURCES}
