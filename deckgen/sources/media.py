"""The pictures and sounds of a deck: found below `media/`, packed under a name that their content decides.

Anki's media folder is flat and one for all decks: a name that another file has already is renamed on import, and the
last of two equal names in a package silently wins. A content hash in the name avoids both, and makes a changed picture
a changed field.
"""

import os
import re
import unicodedata
from functools import cached_property
from pathlib import Path

from deckgen.anki.media_names import PROGRAMS, packed_name
from deckgen.model import MediaFile
from deckgen.model.diagnostics import Finding, finding
from deckgen.system.inputs import MOST_MEDIA, NotReadError, is_inside, read_file

_URL = r"[a-zA-Z][a-zA-Z0-9+.-]*:"
_MOST_MISSES = 100
"""Files that are not there for which one of nearly that name is looked for, among all: more is no slip of the hand."""


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
            path = self._one(key)
            self._found[key] = self._pack(path) if isinstance(path, Path) else path
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

    def _pack(self, path: Path) -> MediaFile | Finding:
        name = _name(path, self._root)
        if path.suffix.lower() in PROGRAMS:
            return finding(
                "media-missing.program",
                "'{name}' is neither a picture nor a sound",
                "name a picture or a sound; pages, scripts and programs are not packed",
                name=name,
            )
        try:
            return MediaFile(packed_name(path, read_file(path, None, MOST_MEDIA)), path)
        except NotReadError as error:
            if error.case in {"missing", "no-file"}:
                hint = "put the picture or sound itself there"
                return finding("media-missing.no-file", "'{name}' is not a file", hint, name=name)
            if error.case == "too-large":
                hint = "make it smaller: Anki syncs no larger file"
                return finding(
                    "media-missing.too-large", "'{name}' is larger than {why}", hint, name=name, why=error.why
                )
            hint = "check the file's permissions"
            return finding(
                "media-missing.unreadable", "'{name}' cannot be read: {why:system}", hint, name=name, why=error.why
            )

    def _one(self, key: str) -> Path | Finding:
        """The one regular file of that name below `media/`."""
        relative = _relative(key)
        if not relative:
            hint = "put the file into media/ and write 'media/NAME'"
            return finding("media-outside", "'{name}' is not below media/", hint, name=key)
        if not self._is_inside:
            return _leads_out(self._root.name)
        found = self._files().get(relative.casefold(), [])
        if len(found) > 1:
            one, other, *_ = sorted(path.name for path in found)
            message = "'{one}' and '{other}' differ only in case or Unicode form"
            return finding(
                "media-case.twins", message, "rename one: most systems cannot hold both", one=one, other=other
            )
        if not found:
            near = self._near(relative)
            if near:
                hint = "did you mean 'media/{near}'?"
                return finding("media-missing.near", "there is no '{name}' in media/", hint, name=relative, near=near)
            hint = "put the file there, or fix its name"
            return finding("media-missing", "there is no '{name}' in media/", hint, name=relative)
        (path,) = found
        if not is_inside(path, self._root):
            return _leads_out(relative)
        exact = _name(path, self._root)
        if exact != relative:
            hint = "write 'media/{exact}': phones tell case apart"
            return finding("media-case", "'{name}' is '{exact}' on disk", hint, name=relative, exact=exact)
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


def _leads_out(name: str) -> Finding:
    hint = "replace the link with a copy of what it leads to"
    return finding("media-outside.link", "'{name}' is a link that leads out of the deck", hint, name=name)


def _relative(key: str) -> str:
    """A path as written, relative to `media/`; empty where it leads elsewhere."""
    parts = [part for part in key.split("/") if part not in {"", "."}]
    outside = "\\" in key or key.startswith(("/", "~")) or re.match(_URL, key) or ".." in parts
    return "" if outside else "/".join(parts[1:] if parts[:1] == ["media"] else parts)


def _name(path: Path, root: Path) -> str:
    """A file's path below a folder, in Unicode's composed form: macOS gives the decomposed one."""
    return unicodedata.normalize("NFC", path.relative_to(root).as_posix())
