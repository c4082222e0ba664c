"""Rewrite the expected parts of the fixtures after a deliberate change: `python -m tests.compiler.accept`.

Then read the diff: each changed line is what an author will see.
"""

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from deckgen.kinds import builtin_kinds, note_type_of
from deckgen.model import DeckConfig, MediaFile
from deckgen.rendering.markdown import to_html

from .project import DECK, FIXTURES, MISTAKES, Project, cases


def _reported(project: Project) -> str:
    return "".join(f"{diagnostic}\n" for diagnostic in project.load()[1])


def _printed(project: Project) -> str:
    return project.run("--lang", "en", "check")[1]


def _in_a_project(given: str, of: Callable[[Project], str]) -> str:
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        project = Project(Path(folder))
        project.write("cards/deck.yaml", DECK)
        project.write_all(given)
        said = of(project)
        os.chdir(FIXTURES)
        return said


def _rendered(given: str) -> str:
    return to_html(given, lambda path: MediaFile(f"«{path}»", Path(path))).html + "\n"


def _accept(path: Path, of: Callable[[str], str]) -> None:
    written = "".join(f"{case.title}\n.\n{case.given}.\n{of(case.given)}.\n" for case in cases(path))
    path.write_text(written, encoding="utf-8")


def lists_of_kinds() -> dict[str, dict[str, list[list[Any]]]]:
    """The fields and cards of each kind that comes with deckgen, with their ids."""
    config = DeckConfig(name="x", id="x")
    types = [(kind, note_type_of(kind, config)) for kind in builtin_kinds()]
    return {
        kind.name: {
            "fields": [[field.id, column] for field, column in zip(made.fields, kind.columns, strict=True)],
            "cards": [[template.id, card.name] for template, card in zip(made.templates, kind.cards, strict=True)],
        }
        for kind, made in types
    }


def _freeze_new_kinds() -> None:
    """Add the lists of kinds that the fixture lacks; those that it has never change."""
    path = FIXTURES / "frozen_kinds.json"
    frozen = {**lists_of_kinds(), **json.loads(path.read_text(encoding="utf-8"))}
    kinds = [
        f'  "{name}": {{\n    "fields": {json.dumps(lists["fields"])},\n    "cards": {json.dumps(lists["cards"])}\n  }}'
        for name, lists in frozen.items()
    ]
    path.write_text("{\n" + ",\n".join(kinds) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    _freeze_new_kinds()
    _accept(FIXTURES / "bad_input.txt", lambda given: _in_a_project(given, _reported))
    _accept(FIXTURES / "bad_kinds.txt", lambda given: _in_a_project(given, _reported))
    _accept(MISTAKES, lambda given: _in_a_project(given, _printed))
    _accept(FIXTURES / "markdown.txt", _rendered)
