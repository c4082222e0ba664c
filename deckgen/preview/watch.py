"""The cards folder, watched: one signal for each save, none for what editors leave beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchfiles import DefaultFilter, watch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from threading import Event

    from watchfiles import Change

_QUIET = 40
"""Milliseconds without another change after which a save is taken as done: editors write a file in several steps."""
_LONGEST = 400
"""Milliseconds after which changes are passed on even if they go on."""
_TEMPORARY = (".swp", ".swo", ".swx", ".tmp", ".bak", ".orig", ".part", ".crdownload", "~")
_VIM_PROBE = "4913"
"""The name of the file by which Vim tries whether it may write."""


class _Sources(DefaultFilter):
    """Everything below the folder but hidden files and editors' temporary ones."""

    def __call__(self, change: Change, path: str) -> bool:
        name = path.replace("\\", "/").rpartition("/")[2]
        if name.startswith((".", "#")) or name.lower().endswith(_TEMPORARY) or name == _VIM_PROBE:
            return False
        return super().__call__(change, path)


def changes(cards: Path, stop: Event | None = None) -> Iterator[int]:
    """Yield the number of files changed, once a save.

    Args:
        cards: The folder.
        stop: Ends the watch when it is set.

    Raises:
        KeyboardInterrupt: Ctrl-C.
    """
    for found in watch(
        cards, watch_filter=_Sources(), debounce=_LONGEST, step=_QUIET, stop_event=stop, rust_timeout=1000
    ):
        yield len(found)
