"""What `check --fix` would write, as `git diff` shows it: `git apply` and `patch -p1` take it."""

from __future__ import annotations

from difflib import unified_diff
from typing import TYPE_CHECKING

from deckgen.cli.printing import echo_patch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from deckgen.editing.fixing import FixedFile

_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def show_diff(files: Iterable[FixedFile]) -> None:
    """Print what would change in some files, in their own line ends."""
    for file in files:
        echo_patch("".join(_diff(file)))


def _diff(file: FixedFile) -> Iterator[str]:
    old, new = _lines(file.before), _lines(file.after)
    for line in unified_diff(old, new, f"a/{file.name}", f"b/{file.name}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """A text's lines with their ends, as patch takes them: only a line feed ends one."""
    *whole, last = text.split("\n")
    return [*(f"{line}\n" for line in whole), *([last] if last else [])]
