"""The media of a package: which of them its notes and templates show, and what they are called below `media/`."""

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, MutableSet
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import unquote

from deckgen.html.file_names import files_of, rename_files
from deckgen.system.files import numbered_names, safe_name

_FINE = re.compile(
    r'[^\x00-\x1f\x7f<>:"/\\|?*\[\]~\s.-](?:[^\x00-\x1f\x7f<>:"/\\|?*\[\]]*[^\x00-\x1f\x7f<>:"/\\|?*\[\]\s.])?'
)
"""A file name that every system takes and that no text misreads."""
_LONGEST_FILE = 180
_SLASHES, _BRACKETS, _NOT_SUFFIX = re.compile(r"[\\/]+"), re.compile(r"[~\[\]]+"), re.compile(r"[^\w.]+")
_LONGEST_SUFFIX = 40


class PackedMedia:
    """The media of a package.

    Args:
        taken: Names below `media/` that are not free, without case.
    """

    def __init__(self, names: Iterable[str], read: Callable[[str], bytes], taken: Iterable[str] = ()) -> None:
        self._read = read
        self._by_name = {unicodedata.normalize("NFC", name): name for name in names}
        self._taken = {*taken}
        self._given: dict[str, str] = {}

    @property
    def files(self) -> Mapping[str, Callable[[], bytes]]:
        """Name below `media/` → what reads the file; of those that something shows."""
        return {new: partial(self._read, self._by_name[old]) for old, new in self._given.items()}

    @property
    def unused(self) -> tuple[str, ...]:
        """Files that nothing shows."""
        return tuple(sorted(name for name in self._by_name if name not in self._given))

    def keep(self, name: str) -> str:
        """What a file is called below `media/`; empty where the package has none of that name."""
        name = unicodedata.normalize("NFC", name)
        if name not in self._by_name:
            return ""
        if name not in self._given:
            self._given[name] = _file_name(name, self._taken)
        return self._given[name]

    def has_all(self, field: str) -> bool:
        """Whether the package has every file that a field's HTML shows."""
        return all(self.keep(file.name) for file in files_of(field) if file.name)

    def rewritten(self, field: str) -> str:
        """A field's HTML with its files called as they are below `media/`; what is not there keeps its name."""
        return rename_files(field, self._named)

    def _named(self, name: str) -> str | None:
        new = self.keep(name) or self.keep(unquote(name))
        return new if new and new != name else None


def named_in(text: str, names: Iterable[str]) -> list[str]:
    """The files that a template or a style names, whether in an attribute, a script or a `url(…)`."""
    return [name for name in names if name in text or html.escape(name) in text]


def _file_name(name: str, taken: MutableSet[str]) -> str:
    """A name for a media file that every system takes: its own wherever that is one.

    `taken` are names that are not free, without case; the new one is added.
    """
    found = unicodedata.normalize("NFC", name)
    if not _FINE.fullmatch(found) or len(found.encode()) > _LONGEST_FILE:
        path = PurePosixPath(_SLASHES.sub("-", found))
        suffix = _NOT_SUFFIX.sub("", path.suffix)[:_LONGEST_SUFFIX]
        found = f"{safe_name(_BRACKETS.sub('-', path.stem)).strip('-. ') or 'media'}{suffix}"
    found = next(name for name in numbered_names(found) if name.casefold() not in taken)
    taken.add(found.casefold())
    return found
