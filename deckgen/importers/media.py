"""Pictures and sounds that a text names: found beside the source, named anew below `media/`."""

from __future__ import annotations

import html
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from deckgen.anki.pairs import SOUND
from deckgen.diagnostics import DeckgenError
from deckgen.importers.model import Remark
from deckgen.reading import MOST_MEDIA, NotReadError, is_file, is_inside, read_file

if TYPE_CHECKING:
    from collections.abc import Callable

_PICTURE = re.compile(
    r"!\[(?P<alt>(?:[^\]!\n]++|!(?!\[))*+)\]\(\s*<?(?P<path>[^\s<>()]+(?:\([^()\n]*\)[^\s<>()]*)*|[^<>()\n]+?)>?"
    r"(?:\s+[\"'](?:(?!!\[)[^\n])*?[\"'])?\s*\)"
)
_WIKI = re.compile(r"!\[\[(?P<path>[^\]|\n]+)(?:\|(?P<alt>[^\]\n]*))?\]\]")
_TAG = re.compile(r"<img\b[^<>]*+>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(src|alt)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_SOUND = re.compile(SOUND)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_FOLDERS = ("", "media", "collection.media", "images", "attachments")
"""Where, beside the source, a picture may lie that is named without a folder."""


class MediaFinder:
    """Finds the files that texts name, and says of those it cannot find where they are missed.

    Args:
        folder: Where the source lies.
        taken: Names below `media/` that are not free, without case.
    """

    def __init__(self, folder: Path, taken: frozenset[str] = frozenset()) -> None:
        self._folder = folder
        self._taken = taken
        self._names: dict[Path, str] = {}
        self.remarks: list[Remark] = []

    @property
    def files(self) -> dict[str, Callable[[], bytes]]:
        """Name below `media/` → what reads the file."""
        return {name: partial(_content, path, self._folder) for path, name in self._names.items()}

    def rewritten(self, text: str, line: int) -> str:
        """A Markdown text whose pictures and sounds are below `media/`; what is missing becomes words."""
        if "![" in text:
            text = _WIKI.sub(lambda m: self._picture(m["path"], m["alt"] or "", line), text)
            text = _PICTURE.sub(lambda m: self._picture(m["path"], m["alt"], line, m.group()), text)
        if "<img" in text.lower():
            text = _TAG.sub(lambda m: self._tag(m.group(), line), text)
        if "[sound:" in text:
            text = _SOUND.sub(lambda m: self._sound(m[1], line), text)
        return text

    def _tag(self, tag: str, line: int) -> str:
        found = {name.lower(): html.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(tag)}
        return self._picture(found.get("src", ""), found.get("alt", ""), line)

    def _picture(self, written: str, alt: str, line: int, whole: str = "") -> str:
        if _ELSEWHERE.match(written):
            return whole or f"![{alt}]({written})"
        name = self._found(written, line)
        alt = alt or Path(written).stem
        return f"![{alt}](<media/{name}>)" if name and " " in name else f"![{alt}](media/{name})" if name else alt

    def _sound(self, written: str, line: int) -> str:
        name = self._found(written, line)
        return f"[sound:{name}]" if name else written

    def _found(self, written: str, line: int) -> str:
        path = unquote(html.unescape(written)).strip().replace("\\", "/").removeprefix("file://")
        for folder in _FOLDERS:
            there = self._folder / folder / path
            if is_file(there) and is_inside(there, self._folder):
                return self._named(there)
        self.remarks.append(Remark(line, written, "not_beside"))
        return ""

    def _named(self, path: Path) -> str:
        if path not in self._names:
            taken = {*self._taken, *(name.casefold() for name in self._names.values())}
            name, number = path.name, 1
            while name.casefold() in taken:
                number += 1
                name = f"{path.stem}-{number}{path.suffix}"
            self._names[path] = name
        return self._names[path]


def _content(path: Path, folder: Path) -> bytes:
    try:
        return read_file(path, folder, MOST_MEDIA)
    except NotReadError as error:
        raise DeckgenError.of("no-access", error.case, path=str(path), why=error.why) from error
