"""Rewrite the expected parts of the fixtures after a deliberate change: `python -m tests.compiler.accept`.

Then read the diff: each changed line is what an author will see.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from deckgen.model import MediaFile
from deckgen.rendering.markdown import to_html

from .project import DECK, FIXTURES, Project, cases

if TYPE_CHECKING:
    from collections.abc import Callable


def _told(given: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        project = Project(Path(folder))
        project.write("cards/deck.yaml", DECK)
        project.write_all(given)
        told = "".join(f"{diagnostic}\n" for diagnostic in project.load()[1])
        os.chdir(FIXTURES)
        return told


def _rendered(given: str) -> str:
    return to_html(given, lambda path: MediaFile(f"«{path}»", Path(path))).html + "\n"


def _accept(name: str, of: Callable[[str], str]) -> None:
    written = "".join(f"{case.title}\n.\n{case.given}.\n{of(case.given)}.\n" for case in cases(name))
    (FIXTURES / name).write_text(written, encoding="utf-8")


if __name__ == "__main__":
    _accept("bad_input.txt", _told)
    _accept("bad_kinds.txt", _told)
    _accept("markdown.txt", _rendered)
