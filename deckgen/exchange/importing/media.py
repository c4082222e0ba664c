"""Pictures and sounds that a text names: found next to the source, named anew below `media/`."""

from __future__ import annotations

import html
import os
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from itertools import chain, count
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import unquote

from deckgen.anki.media import SOUNDS, is_media
from deckgen.exchange.draft import Remark
from deckgen.html.reading import SOUND
from deckgen.model.diagnostics import finding
from deckgen.system.reading import MOST_MEDIA, NotReadError, is_file, is_inside, read_file

_PICTURE = re.compile(
    r"!\[(?P<alt>(?:[^\]!\n]++|!(?!\[))*+)\]\(\s*<?(?P<path>[^\s<>()]+(?:\([^()\n]*\)[^\s<>()]*)*|[^<>()\n]+?)>?"
    r"(?:\s+[\"'](?:(?!!\[)[^\n])*?[\"'])?\s*\)"
)
_WIKI = re.compile(r"!\[\[(?P<path>[^\[\]|\n]++)(?:\|(?P<alt>(?:[^\[\]\n]++|\[(?!\[))*+))?\]\]")
_TAG = re.compile(r"<img\b[^<>]*+>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(src|alt)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_SOUND = re.compile(SOUND)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_FOLDERS = ("", "media", "collection.media", "images", "attachments")
"""Where, next to the source, a picture may lie that is named without a folder."""
_WIDTH = re.compile(r"\d+(?:x\d+)?")
NOT_FOUND = finding("import-report.not-found", "not next to the source: put it into media/ and name it again")
_NOTE_SHOWN = finding("import-report.note-shown", "another note was shown here: copy what is needed of it")
_NOT_MEDIA = finding(
    "import-report.not-media", "not copied: it is hidden, or no picture, sound or video that Anki can show"
)


class Found(NamedTuple):
    """A file and the folder that it must stay in."""

    path: Path
    root: Path


class Shelf:
    """Where the files of one or more sources lie, and the names that they got.

    Args:
        root: The folder that none of them is outside of.
        taken: Names below `media/` that are not free, without case → the files that have them.
        also: Another folder with files, as the author says.
    """

    def __init__(self, root: Path, taken: Mapping[str, Path] = MappingProxyType({}), also: Path | None = None) -> None:
        self.root = root
        self._also = also
        self._taken = taken
        self._names: dict[Path, str] = {}
        """Path → name below `media/`."""
        self._given: set[str] = set()
        """The same names without case."""
        self._again: set[Path] = set()
        """Files that are below `media/` already, with the same content under the same name."""

    def name(self, found: Found) -> str:
        """A file's name below `media/`: its own, with a number after it where another file has that."""
        path = found.path
        if path not in self._names:
            own = unicodedata.normalize("NFC", path.name)
            named = (unicodedata.normalize("NFC", f"{path.stem}-{number}{path.suffix}") for number in count(2))
            for name in chain([own], named):
                there = self._taken.get(name.casefold())
                if there is not None and there.name == name and read_media(there, there.parent) == read_media(*found):
                    self._again.add(path)
                if path in self._again or (there is None and name.casefold() not in self._given):
                    break
            self._names[path] = name
            self._given.add(name.casefold())
        return self._names[path]

    def is_new(self, found: Found) -> bool:
        """Whether a file that has a name is still to be written."""
        return found.path not in self._again

    def find(self, path: str, folder: Path) -> Found | None:
        """A file as a source in that folder names it: next to it, or from the root on; in a vault by its mere name."""
        places = [(self._also, self._also)] if self._also else []
        places += [(folder, self.root), (self.root, self.root)]
        for spelled in dict.fromkeys((path, *(unicodedata.normalize(form, path) for form in ("NFC", "NFD")))):
            for above, root in places:
                for name in _FOLDERS:
                    there = above / name / spelled
                    if is_file(there) and is_inside(there, root):
                        return Found(there, root)
        everywhere = self._everywhere.get(_key(path)) if "/" not in path else None
        return Found(everywhere, self.root) if everywhere else None

    def offers(self, found: Found) -> bool:
        """Whether a file may come along: media, and nowhere below its folder hidden."""
        below = os.path.relpath(os.path.realpath(found.path), os.path.realpath(found.root))
        return not any(part.startswith(".") for part in Path(below).parts) and is_media(*found)

    @cached_property
    def _everywhere(self) -> dict[str, Path]:
        """Name → the first file of it, of a vault's files; none elsewhere, where a name is one next to the source."""
        found: dict[str, Path] = {}
        if not (self.root / ".obsidian").is_dir():
            return found
        for folder, below, files in os.walk(self.root):
            below[:] = sorted(name for name in below if not name.startswith("."))
            for name in sorted(name for name in files if not name.startswith(".")):
                found.setdefault(_key(name), Path(folder, name))
        return {name: path for name, path in found.items() if is_file(path) and is_inside(path, self.root)}


class MediaFinder:
    """Finds the files that the texts of one source name, and says of those it cannot find where they are missed."""

    def __init__(self, folder: Path, shelf: Shelf | None = None) -> None:
        self._folder = folder
        self._shelf = shelf or Shelf(vault_of(folder) or folder)
        self._named: dict[str, Found] = {}
        self.remarks: list[Remark] = []

    @property
    def files(self) -> dict[str, Callable[[], bytes]]:
        """Name below `media/` → what reads the file, of those that were named here and are not there yet."""
        return {name: partial(read_media, *found) for name, found in self._named.items() if self._shelf.is_new(found)}

    @property
    def names(self) -> frozenset[str]:
        """What is below `media/` of the files that were named here."""
        return frozenset(self._named)

    def finds(self, written: str) -> bool:
        """Whether there is a file that a text names."""
        return self._shelf.find(_path(written), self._folder) is not None

    def rewritten(self, text: str, line: int) -> str:
        """A Markdown text whose pictures and sounds are below `media/`; what is missing becomes words."""
        if "![" in text:
            text = _PICTURE.sub(lambda m: self._picture(m["path"], m["alt"], line, m.group()), text)
            text = _WIKI.sub(lambda m: self._picture(m["path"], _alt(m["alt"]), line), text)  # what this writes is done
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
        if Path(name).suffix.lower() in SOUNDS:  # Obsidian writes both alike
            return f"[sound:{name}]"
        alt = alt or Path(written).stem
        return f"![{alt}](<media/{name}>)" if name and " " in name else f"![{alt}](media/{name})" if name else alt

    def _sound(self, written: str, line: int) -> str:
        name = self._found(written, line)
        return f"[sound:{name}]" if name else written

    def _found(self, written: str, line: int) -> str:
        path = _path(written)
        there = self._shelf.find(path, self._folder)
        if there is None:
            self.remarks.append(Remark(line, written, NOT_FOUND if Path(path).suffix else _NOTE_SHOWN))
            return ""
        if not self._shelf.offers(there):
            self.remarks.append(Remark(line, written, _NOT_MEDIA))
            return ""
        name = self._shelf.name(there)
        self._named[name] = there
        return name


def _path(written: str) -> str:
    return unquote(html.unescape(written)).strip().replace("\\", "/").removeprefix("file://")


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _alt(written: str | None) -> str:
    """The words of a picture in Obsidian, which may have its width in their place."""
    return "" if written is None or _WIDTH.fullmatch(written) else written


def vault_of(folder: Path) -> Path | None:
    """The Obsidian vault that holds a folder: its notes name pictures wherever they lie in it."""
    folder = folder.absolute()
    return next((above for above in (folder, *folder.parents) if (above / ".obsidian").is_dir()), None)


def read_media(path: Path, folder: Path) -> bytes:
    """The content of a media file that must lie in a folder, and not be too large."""
    try:
        return read_file(path, folder, MOST_MEDIA)
    except NotReadError as error:
        raise error.named(path) from error
