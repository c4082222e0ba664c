"""Pictures and sounds that a text names: found next to the source, named anew below `media/`."""

import html
import os
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import unquote

from deckgen.anki.media_names import SOUNDS, is_media
from deckgen.exchange.draft import Remark
from deckgen.html.reading import SOUND
from deckgen.model.diagnostics import finding
from deckgen.system.files import numbered_names
from deckgen.system.inputs import MOST_MEDIA, NotReadError, is_file, is_inside, read_file

_PICTURE = re.compile(
    r"!\[(?P<alt>(?:[^\]!\n]++|!(?!\[))*+)\]\(\s*<?(?P<path>[^\s<>()]+(?:\([^()\n]*\)[^\s<>()]*)*|[^<>()\n]+?)>?"
    r"(?:\s+[\"'](?:(?!!\[)[^\n])*?[\"'])?\s*\)"
)
_WIKI = re.compile(r"!\[\[(?P<path>[^\[\]|\n]++)(?:\|(?:\d+(?:x\d+)?|(?P<alt>(?:[^\[\]\n]++|\[(?!\[))*+)))?\]\]")
"""A picture of Obsidian's; what is after the bar may be its width."""
_TAG = re.compile(r"<img\b[^<>]*+>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(src|alt)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_FOLDERS = ("", "media", "collection.media", "images", "attachments")
"""Where, next to the source, a picture may lie that is named without a folder."""
NOT_FOUND = finding("import-report.not-found", "not next to the source: put it into media/ and name it again")
_NOTE_SHOWN = finding("import-report.note-shown", "another note was shown here: copy what is needed of it")
_NOT_MEDIA = finding(
    "import-report.not-media", "not copied: it is hidden, or no picture, sound or video that Anki can show"
)


class _Found(NamedTuple):
    """A file and the folder that it must stay in."""

    path: Path
    root: Path


class Media:
    """Where the files of one or more sources lie, and the names that they get.

    Args:
        root: The folder that none of them is outside of.
        taken: Names below `media/` that are not free, without case → the files that have them.
        also: Another folder with files, as the author says.
        again: Whether these sources were imported before, so that a file which is not found may be one of `taken`.
    """

    def __init__(
        self,
        root: Path,
        taken: Mapping[str, Path] = MappingProxyType({}),
        also: Path | None = None,
        *,
        again: bool = False,
    ) -> None:
        self._root = root
        self._again = again
        self._also = also
        self._taken = taken
        self._names: dict[Path, str] = {}
        self._new: dict[str, _Found] = {}
        """Name below `media/` → the file, of those that are not there yet."""

    @property
    def files(self) -> dict[str, Callable[[], bytes]]:
        """Name below `media/` → what reads the file, of those that are not there yet."""
        return {name: partial(read_media, *found) for name, found in self._new.items()}

    def rewritten(self, text: str, folder: Path, line: int, remarks: list[Remark]) -> tuple[str, bool]:
        """A Markdown text whose pictures and sounds are below `media/`, and whether one was not found.

        What is missing becomes words, and a remark.
        """
        before = len(remarks)

        def picture(written: str, alt: str, whole: str = "") -> str:
            if _ELSEWHERE.match(written):
                return whole or f"![{alt}]({written})"
            name = self._named(written, folder, line, remarks)
            if Path(name).suffix.lower() in SOUNDS:  # Obsidian writes both alike
                return f"[sound:{name}]"
            alt = alt or Path(written).stem
            return f"![{alt}](<media/{name}>)" if name and " " in name else f"![{alt}](media/{name})" if name else alt

        def tag(match: re.Match[str]) -> str:
            found = {name.lower(): html.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(match[0])}
            return picture(found.get("src", ""), found.get("alt", ""))

        def sound(match: re.Match[str]) -> str:
            name = self._named(match[1], folder, line, remarks)
            return f"[sound:{name}]" if name else match[1]

        if "![" in text:
            text = _PICTURE.sub(lambda m: picture(m["path"], m["alt"], m[0]), text)
            text = _WIKI.sub(lambda m: picture(m["path"], m["alt"] or ""), text)  # what this writes is done
        if "<img" in text.lower():
            text = _TAG.sub(tag, text)
        if "[sound:" in text:
            text = SOUND.sub(sound, text)
        return text, any(remark.why == NOT_FOUND for remark in remarks[before:])

    def _named(self, written: str, folder: Path, line: int, remarks: list[Remark]) -> str:
        """A file's name below `media/`; empty, with a remark, where there is none that may come along."""
        path = _path(written)
        found = self._find(path, folder)
        if found is None:
            if self._again and (there := self._in_deck(path)):
                return there
            remarks.append(Remark(line, written, NOT_FOUND if Path(path).suffix else _NOTE_SHOWN, kind="look"))
        elif found.path in self._names:
            return self._names[found.path]
        elif not _may_come(found):
            remarks.append(Remark(line, written, _NOT_MEDIA, kind="look"))
        else:
            return self._names.setdefault(found.path, self._name(found))
        return ""

    def _in_deck(self, path: str) -> str:
        """The name of the deck's only file that may have come from a path, as at an import before; else empty."""
        names = numbered_names(unicodedata.normalize("NFC", Path(path).name).casefold())
        first, numbered = self._taken.get(next(names)), next(names) in self._taken
        return first.name if first and not numbered else ""

    def _name(self, found: _Found) -> str:
        """The file's own name, or with a number after it where another file has that."""
        given = {name.casefold() for name in self._new}
        for name in numbered_names(unicodedata.normalize("NFC", found.path.name)):
            there = self._taken.get(name.casefold())
            if there is None and name.casefold() not in given:
                self._new[name] = found
                return name
            if there is not None and there.name == name and read_media(there, there.parent) == read_media(*found):
                return name
        return ""

    def _find(self, path: str, folder: Path) -> _Found | None:
        """A file as a source in that folder names it: next to it, or from the root on; in a vault by its mere name."""
        places = [(self._also, self._also)] if self._also else []
        places += [(folder, self._root), (self._root, self._root)]
        for spelled in dict.fromkeys((path, *(unicodedata.normalize(form, path) for form in ("NFC", "NFD")))):
            for above, root in places:
                for name in _FOLDERS:
                    there = above / name / spelled
                    if is_file(there) and is_inside(there, root):
                        return _Found(there, root)
        everywhere = self._everywhere.get(_key(path)) if "/" not in path else None
        return _Found(everywhere, self._root) if everywhere else None

    @cached_property
    def _everywhere(self) -> dict[str, Path]:
        """Name → the first file of it, of a vault's files; none elsewhere, where a name is one next to the source."""
        found: dict[str, Path] = {}
        if not (self._root / ".obsidian").is_dir():
            return found
        for folder, below, files in os.walk(self._root):
            below[:] = sorted(name for name in below if not name.startswith("."))
            for name in sorted(name for name in files if not name.startswith(".")):
                found.setdefault(_key(name), Path(folder, name))
        return {name: path for name, path in found.items() if is_file(path) and is_inside(path, self._root)}


def _may_come(found: _Found) -> bool:
    """Whether a file may come along: media, and nowhere below its folder hidden."""
    below = os.path.relpath(os.path.realpath(found.path), os.path.realpath(found.root))
    return not any(part.startswith(".") for part in Path(below).parts) and is_media(*found)


def _path(written: str) -> str:
    return unquote(html.unescape(written)).strip().replace("\\", "/").removeprefix("file://")


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


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
