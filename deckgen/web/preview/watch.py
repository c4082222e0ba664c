"""The cards folder, watched: one signal for each save, none for editors' temporary files.

The system's signals only wake the watch; what the files are decides. So nothing is missed that was saved before the
watch stood, or in a folder that was put in another's place.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Event

from watchfiles import watch

_QUIET = 40
"""Milliseconds without another change after which a save is taken as done: editors write a file in several steps."""
_LONGEST = 400
"""Milliseconds after which changes are passed on even if they go on."""
_LOOK_ANYWAY = 1000
"""Milliseconds without a signal after which the files are looked at all the same."""
_TEMPORARY = (".swp", ".swo", ".swx", ".tmp", ".bak", ".orig", ".part", ".crdownload", "~")
_VIM_PROBE = "4913"
"""The name of the file by which Vim tries whether it may write."""


class Watcher:
    """Watches a folder from the moment it is made."""

    def __init__(self, cards: Path) -> None:
        self._cards = cards
        self._seen = _state(cards)

    def changes(self, stop: Event | None = None) -> Iterator[None]:
        """Yield once for each save.

        Raises:
            KeyboardInterrupt: Ctrl-C.
        """
        for _ in watch(
            self._cards,
            watch_filter=None,
            debounce=_LONGEST,
            step=_QUIET,
            stop_event=stop,
            rust_timeout=_LOOK_ANYWAY,
            yield_on_timeout=True,
        ):
            now = _state(self._cards)
            if now != self._seen:
                self._seen = now
                yield


def _is_source(name: str) -> bool:
    """Whether a file of that name can be a source: not hidden, and none that an editor leaves for a moment."""
    return not name.startswith((".", "#")) and not name.lower().endswith(_TEMPORARY) and name != _VIM_PROBE


def _state(folder: Path) -> dict[str, tuple[int, int]]:
    """Each source below a folder, with its time and size."""
    found: dict[str, tuple[int, int]] = {}
    for place, folders, names in os.walk(folder):
        folders[:] = filter(_is_source, folders)
        for name in filter(_is_source, names):
            path = os.path.join(place, name)  # noqa: PTH118 - once a second for every file
            try:
                status = os.stat(path)  # noqa: PTH116
            except OSError:
                continue
            found[path] = (status.st_mtime_ns, status.st_size)
    return found
