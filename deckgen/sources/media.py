"""The pictures and sounds of a deck: found below `media/`, packed under a name that their content decides.

Anki's media folder is flat and one for all decks: a name that another file has already is renamed on import, and the
last of two equal names in a package silently wins. A content hash in the name avoids both, and makes a changed picture
a changed field.
"""

from __future__ import annotations

import os
import re
import unicodedata
from functools import cached_property
from pathlib import Path

from deckgen.anki.media import PROGRAMS, packed_name
from deckgen.model import MediaFile
from deckgen.model.diagnostics import Finding, Text, finding
from deckgen.system.reading import MOST_MEDIA, NotReadError, is_inside, read_file

_URL = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_NOT_READ = {
    "missing": "media-missing.no-file",
    "outside": "media-outside.link",
    "no-file": "media-missing.no-file",
    "too-large": "media-missing.too-large",
}
"""The message for each reason of `NotReadError`."""
_MOST_MISSES = 100
"""Files that are not there for which one of nearly that name is looked for, among all: more is no slip of the hand."""


_MESSAGES: dict[str, Text] = {
    "media-case": ("media-case", "'{name}' is '{exact}' on disk", "write 'media/{exact}': phones tell case apart"),
    "media-case.twins": (
        "media-case.twins",
        "'{one}' and '{other}' differ only in case or Unicode form",
        "rename one: most systems cannot hold both",
    ),
    "media-missing": ("media-missing", "there is no '{name}' in media/", "put the file there, or fix its name"),
    "media-missing.near": ("media-missing.near", "there is no '{name}' in media/", "did you mean 'media/{near}'?"),
    "media-missing.no-file": (
        "media-missing.no-file",
        "'{name}' is not a file",
        "put the picture or sound itself there",
    ),
    "media-missing.unreadable": (
        "media-missing.unreadable",
        "'{name}' cannot be read: {why:system}",
        "check the file's permissions",
    ),
    "media-missing.too-large": (
        "media-missing.too-large",
        "'{name}' is larger than {why}",
        "make it smaller: Anki syncs no larger file",
    ),
    "media-missing.program": (
        "media-missing.program",
        "'{name}' is neither a picture nor a sound",
        "name a picture or a sound; pages, scripts and programs are not packed",
    ),
    "media-outside": (
        "media-outside",
        "'{name}' is not below media/",
        "put the file into media/ and write 'media/NAME'",
    ),
    "media-outside.link": (
        "media-outside.link",
        "'{name}' is a link that leads out of the deck",
        "copy to where the link is what it leads to",
    ),
}


class _NotPackedError(Exception):
    def __init__(self, name: str, /, **values: str) -> None:
        super().__init__(name)
        self.problem = finding(*_MESSAGES[name], **values)


class MediaFolder:
    """The media folder of one deck as it is now: the same question always gets the same answer.

    Args:
        cards: The cards folder; its `media/` holds the files.
    """

    def __init__(self, cards: Path) -> None:
        self._root = cards / "media"
        self._by_path: dict[str, list[Path]] | None = None
        self._found: dict[str, MediaFile | Finding] = {}
        self._misses = 0

    def find(self, written: str) -> MediaFile | Finding:
        """The file that a card names, or why it cannot be packed.

        Args:
            written: The path as written: relative to the cards folder (`media/x.svg`) or to `media/` (`x.svg`).
        """
        key = unicodedata.normalize("NFC", written)
        if key not in self._found:
            try:
                self._found[key] = self._pack(key)
            except _NotPackedError as error:
                self._found[key] = error.problem
        return self._found[key]

    def by_name(self) -> dict[str, Path]:
        """The files that lie in `media/` itself, by name."""
        if not self._is_inside:
            return {}
        alone = [path for paths in self._files().values() for path in paths if len(paths) == 1]
        return {
            _name(path, self._root): path for path in alone if path.parent == self._root and is_inside(path, self._root)
        }

    @cached_property
    def _is_inside(self) -> bool:
        return is_inside(self._root, self._root.parent)

    def _pack(self, key: str) -> MediaFile:
        path = self._one(_relative(key))
        relative = _name(path, self._root)
        if path.suffix.lower() in PROGRAMS:
            raise _NotPackedError("media-missing.program", name=relative)
        try:
            data = read_file(path, None, MOST_MEDIA)
        except NotReadError as error:
            problem = _NOT_READ.get(error.case, "media-missing.unreadable")
            raise _NotPackedError(problem, name=relative, why=error.why) from error
        return MediaFile(packed_name(path, data), path)

    def _one(self, relative: str) -> Path:
        """The one regular file of that name below `media/`."""
        if not self._is_inside:
            raise _NotPackedError("media-outside.link", name=self._root.name)
        found = self._files().get(relative.casefold(), [])
        if len(found) > 1:
            one, other, *_ = sorted(path.name for path in found)
            raise _NotPackedError("media-case.twins", one=one, other=other)
        if not found:
            near = self._near(relative)
            raise _NotPackedError("media-missing.near" if near else "media-missing", name=relative, near=near)
        path = found[0]
        exact = _name(path, self._root)
        if exact != relative:
            raise _NotPackedError("media-case", name=relative, exact=exact)
        if not is_inside(path, self._root):
            raise _NotPackedError("media-outside.link", name=relative)
        return path

    def _near(self, relative: str) -> str:
        import difflib

        self._misses += 1
        if self._misses > _MOST_MISSES:
            return ""
        names = [_name(path, self._root) for paths in self._files().values() for path in paths]
        near = difflib.get_close_matches(relative, sorted(names), n=1)
        return near[0] if near else ""

    def _files(self) -> dict[str, list[Path]]:
        if self._by_path is None:
            found: dict[str, list[Path]] = {}
            for folder, _, names in os.walk(self._root):
                for name in sorted(names):
                    path = Path(folder, name)
                    found.setdefault(_name(path, self._root).casefold(), []).append(path)
            self._by_path = found
        return self._by_path


def _relative(key: str) -> str:
    """A path as written, relative to `media/`."""
    parts = [part for part in key.split("/") if part not in {"", "."}]
    if parts[:1] == ["media"]:
        parts = parts[1:]
    if not parts or "\\" in key or key.startswith(("/", "~")) or _URL.match(key) or ".." in parts:
        raise _NotPackedError("media-outside", name=key)
    return "/".join(parts)


def _name(path: Path, root: Path) -> str:
    """A file's path below a folder, in Unicode's composed form: macOS gives the decomposed one."""
    return unicodedata.normalize("NFC", path.relative_to(root).as_posix())
