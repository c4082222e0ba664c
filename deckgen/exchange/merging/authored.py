"""A member's HTML as the text that the author would have written: their Markdown, with the member's words."""

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from urllib.parse import unquote

from deckgen.anki.guard.field import html_dangers
from deckgen.exchange.decoding import clean_html
from deckgen.html.file_names import rename_files
from deckgen.html.plain import reading_form
from deckgen.html.reading import read
from deckgen.html.to_markdown import candidates
from deckgen.html.tokens import list_items
from deckgen.model import Format, MediaFile
from deckgen.release.differences.words import Alignment
from deckgen.rendering.markdown import to_html
from deckgen.sources.text import FORBIDDEN

_FOLD = re.compile(r'<details class="fold"><summary>[^<]*</summary>(.*)</details>', re.DOTALL)
_TOKEN = re.compile(r"\w+|\s+|.", re.DOTALL)


class Rewriter:
    """Makes new texts of members' fields."""

    def __init__(self, ours: Mapping[str, str], theirs: Mapping[str, str]) -> None:
        """Take the deck's own files, and those that only the member has: name in a package → path below `media/`."""
        self._paths = {**theirs, **ours}
        self._theirs = theirs
        self.new_media: dict[str, str] = {}
        """Those of `theirs` that new texts may show."""

    def text(self, written: str, ours: str, theirs: str) -> str | None:
        """A new text in place of what the author wrote: Markdown that reads as the HTML of the member; else None."""
        ours, theirs = _unfolded(self._named(ours), re.sub(FORBIDDEN, "", self._named(theirs)))
        end = "\n" if written.endswith("\n") else ""
        merged = (
            merge3(base, written.strip(), new) for base, new in zip(candidates(ours), candidates(theirs), strict=True)
        )
        for text in (*merged, *candidates(theirs)):
            if text is not None and read(to_html(text, _as_written).html) == read(theirs):
                return text + (end or ("\n" if "\n" in text else ""))
        return None

    def html(self, theirs: str) -> str | None:
        """A new text for a field that is written as HTML; None where the member's could do more than show a text."""
        if next(html_dangers(theirs, (), cloze="{{c" in theirs, latex=()), None) is not None:
            return None
        return clean_html(self._named(theirs, folder=""))

    def items(self, written: tuple[str, ...], ours: str, theirs: str) -> tuple[str, ...] | None:
        """New texts for the items of a list.

        None where it has more or fewer items, one cannot be written, or the member wrote outside of all items.
        """
        ours, theirs = _unfolded(ours, theirs)
        old, new = list_items(ours), list_items(theirs)
        if not len(written) == len(old) == len(new) or read(_frame(ours, old)) != read(_frame(theirs, new)):
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

    def shown_in(self, texts: Collection[str]) -> list[str]:
        """The names in their package of those of `new_media` that some of these texts show."""
        return [name for name, path in self.new_media.items() if any(path in text for text in texts)]

    def _named(self, html: str, folder: str = "media/") -> str:
        """HTML with files by the names that sources use."""

        def path(name: str) -> str | None:
            found = self._paths.get(name) or self._paths.get(unquote(name))
            if found is not None and name in self._theirs:
                self.new_media[name] = found
            return None if found is None else folder + found

        return rename_files(html, path)


def _as_written(path: str) -> MediaFile:
    return MediaFile(path, Path(path))


def with_packed_names(html: str, files: Mapping[str, MediaFile]) -> str:
    """A member's field of a deck that moved in, with the deck's files (by name) as packages name them today."""

    def packed(name: str) -> str | None:
        file = files.get(name) or files.get(unquote(name))
        return file.name if file else None

    return rename_files(html, packed)


def _frame(html: str, items: tuple[str, ...]) -> str:
    """The HTML of a list without its items' texts."""
    pieces: list[str] = []
    at = 0
    for item in items:
        start = html.index(item, at)
        pieces.append(html[at:start])
        at = start + len(item)
    return "".join([*pieces, html[at:]])


def _unfolded(ours: str, theirs: str) -> tuple[str, str]:
    """Two fields' HTML without what deckgen folds long ones away with."""
    found = _FOLD.fullmatch(ours), _FOLD.fullmatch(theirs)
    return (found[0][1], found[1][1]) if found[0] and found[1] else (ours, theirs)


def is_list(format_: Format) -> bool:
    """Whether a field's texts are the items of a list."""
    return format_ in {Format.STEPS, Format.BULLETS, Format.SOURCES}


def merge3(base: str, ours: str, theirs: str) -> str | None:
    """Our text with what theirs changed; None where both changed the same words."""
    if ours == base:
        return theirs
    a, b, c = (_TOKEN.findall(text) for text in (base, ours, theirs))
    places: dict[int, int] = {}
    for start, there, size in Alignment(a, b).get_matching_blocks():
        places.update((start + n, there + n) for n in range(size))
    out: list[str] = []
    done = 0  # of our words: both alignments keep the order, so that no change is before it
    for op, i, j, k, m in Alignment(a, c).get_opcodes():
        if op == "equal":
            continue
        place = _place(places, i, j)
        if place is None:
            return None
        out += (*b[done:place], *c[k:m])
        done = place + j - i
    return "".join([*out, *b[done:]])


def _place(places: dict[int, int], i: int, j: int) -> int | None:
    """Where the base's words from i to j begin in our text; None where they are not all there."""
    if i < j:
        first = places.get(i)
        whole = first is not None and all(places.get(n) == first + n - i for n in range(i, j))
        return first if whole else None
    before = places.get(i - 1)
    return places.get(i) if before is None else before + 1
