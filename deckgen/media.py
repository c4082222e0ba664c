"""The pictures and sounds of a deck: found below `media/`, packed under a name that their content decides.

Anki's media folder is flat and one for all decks: a name that another file has already is renamed on import, and the
last of two equal names in a package silently wins. A content hash in the name avoids both, and makes a changed picture
a changed field.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from pathlib import Path

from deckgen.model import MediaFile

_URL = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_ODD = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\s\[\]%#&\']+')
HASH_DIGITS = 12


class MediaError(ValueError):
    """A picture or sound that cannot be packed.

    Args:
        rule: The diagnostic's rule.
        message: What is wrong.
        hint: The way out.
    """

    def __init__(self, rule: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.rule, self.message, self.hint = rule, message, hint


class MediaFolder:
    """The media folder of one deck, read once.

    Args:
        cards: The cards folder; its `media/` holds the files.
    """

    def __init__(self, cards: Path) -> None:
        self._root = cards / "media"
        self._by_path: dict[str, list[Path]] | None = None
        self._packed: dict[str, MediaFile] = {}

    def pack(self, written: str) -> MediaFile:
        """Find the file that a card names.

        Args:
            written: The path as written: relative to the cards folder (`media/x.svg`) or to `media/` (`x.svg`).

        Raises:
            MediaError: It is missing, outside `media/`, or its name is not unique.
        """
        key = unicodedata.normalize("NFC", written)
        if key not in self._packed:
            self._packed[key] = self._find(key)
        return self._packed[key]

    def _find(self, key: str) -> MediaFile:
        outside = MediaError(
            "media-outside", f"'{key}' is not below media/", "put the file into media/ and write 'media/NAME'"
        )
        if not key or key.startswith(("/", "\\", "~")) or _URL.match(key) or "\\" in key:
            raise outside
        parts = [part for part in key.split("/") if part not in {"", "."}]
        if ".." in parts:
            raise outside
        if parts[:1] == ["media"]:
            parts = parts[1:]
        relative = "/".join(parts)
        found = self._files().get(relative.casefold(), [])
        if len(found) > 1:
            names = " and ".join(sorted(f"'{path.name}'" for path in found))
            raise MediaError(
                "media-case",
                f"{names} differ only in case or form",
                "rename one: most systems cannot hold both",
            )
        if not found:
            raise MediaError("media-missing", f"there is no '{relative}' in {self._root.name}/", self._near(relative))
        path = found[0]
        exact = unicodedata.normalize("NFC", path.relative_to(self._root).as_posix())
        if exact != relative:
            raise MediaError(
                "media-case",
                f"'{relative}' is '{exact}' on disk",
                f"write 'media/{exact}': phones tell case apart",
            )
        if not path.resolve().is_relative_to(self._root.resolve()):
            raise MediaError(
                "media-outside",
                f"'{relative}' is a link that leads out of media/",
                "copy the file into media/",
            )
        try:
            data = path.read_bytes()
        except OSError as error:
            raise MediaError("media-missing", f"'{relative}' cannot be read: {error.strerror}") from error
        digest = hashlib.sha256(data).hexdigest()[:HASH_DIGITS]
        stem = _ODD.sub("-", unicodedata.normalize("NFC", path.stem)).strip("-.")[:60] or "media"
        return MediaFile(f"{stem}-{digest}{path.suffix.lower()}", path)

    def _near(self, relative: str) -> str:
        import difflib  # noqa: PLC0415 - only on the way to an error

        names = [
            unicodedata.normalize("NFC", p.relative_to(self._root).as_posix())
            for ps in self._files().values()
            for p in ps
        ]
        near = difflib.get_close_matches(relative, sorted(names), n=1)
        return f"did you mean 'media/{near[0]}'?" if near else "put the file there, or mend its name"

    def _files(self) -> dict[str, list[Path]]:
        if self._by_path is None:
            found: dict[str, list[Path]] = {}
            for folder, _, names in os.walk(self._root):
                for name in sorted(names):
                    path = Path(folder, name)
                    key = unicodedata.normalize("NFC", path.relative_to(self._root).as_posix()).casefold()
                    found.setdefault(key, []).append(path)
            self._by_path = found
        return self._by_path
