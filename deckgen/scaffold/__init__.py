"""A new deck project, ready to build: three sample cards, editor settings, a workflow that checks and builds."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from deckgen.diagnostics import DeckgenError
from deckgen.files import write_atomically
from deckgen.kinds import builtin_kinds
from deckgen.kinds.editor_schema import cards_schema, deck_schema

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILES = Path(__file__).parent / "files"
LANGUAGES = ("ko", "en")
"""The languages that the samples are written in."""


def create(folder: Path, name: str, language: str) -> tuple[Path, ...]:
    """Write a new deck project.

    Args:
        folder: Where; made if it is not there.
        name: The deck's name in Anki.
        language: One of `LANGUAGES`.

    Returns:
        The files written.

    Raises:
        DeckgenError: One of the files is there already, or cannot be written; nothing is overwritten.
    """
    files = {folder / relative: text for relative, text in _project(name, language).items()}
    taken = next((path for path in files if path.exists()), None)
    if taken is not None:
        raise DeckgenError(f"'{taken}' is there already", "choose an empty folder: nothing was written")
    for path, text in files.items():
        write_atomically(path, text.encode())
    (folder / "cards" / "media").mkdir(exist_ok=True)
    return tuple(files)


def _project(name: str, language: str) -> Mapping[str, str]:
    deck = _read(f"{language}/deck.yaml")
    quoted = json.dumps(name, ensure_ascii=False)
    return {
        "cards/deck.yaml": deck.replace("@NAME@", quoted).replace("@ID@", secrets.token_hex(8)),
        "cards/01-first.yaml": _read(f"{language}/01-first.yaml"),
        ".vscode/settings.json": _read("common/settings.json"),
        ".vscode/extensions.json": _read("common/extensions.json"),
        ".vscode/deckgen.schema.json": _json(cards_schema(builtin_kinds())),
        ".vscode/deckgen.deck.schema.json": _json(deck_schema()),
        ".github/workflows/deck.yml": _read("common/deck.yml"),
        ".gitattributes": _read("common/gitattributes"),
        ".gitignore": _read("common/gitignore"),
    }


def _read(relative: str) -> str:
    return (_FILES / relative).read_text(encoding="utf-8")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
