"""A new deck project, ready to build: three sample cards, editor settings, a workflow that checks and releases."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from deckgen.exchange.scaffold.requirement import requirement
from deckgen.kinds import builtin_kinds
from deckgen.kinds.editor_schema import cards_schema, deck_schema
from deckgen.model.diagnostics import DeckgenError
from deckgen.system.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from deckgen.model import Kind

_FILES = Path(__file__).parent / "files"
_DECK = "cards/deck.yaml"
_README = "README.md"
_SCHEMA = ".vscode/deckgen.schema.json"
LANGUAGES = ("ko", "en")
"""The languages that the samples are written in."""


WORKFLOW = ".github/workflows/deck.yml"
"""Where GitHub looks for it; there only where it is known what it has to install."""


def create(folder: Path, name: str, language: str, installs: str | None = None) -> tuple[Path, ...]:
    """Write a new deck project.

    Args:
        folder: Where; made if it is not there.
        name: The deck's name in Anki.
        language: One of `LANGUAGES`.
        installs: The requirement by which the workflow installs deckgen, empty for no workflow; by default as this
            deckgen was installed.

    Returns:
        The files written.

    Raises:
        DeckgenError: One of the files is there already, or cannot be written; nothing is overwritten.
    """
    texts = {**_project(name, language, installs), "cards/01-first.yaml": read(f"{language}/01-first.yaml")}
    if not (folder / _README).exists():  # who begins in a repository of theirs has one
        texts[_README] = read(f"{language}/README.md").replace("@TITLE@", " ".join(name.split()))
    files = {folder / relative: text for relative, text in texts.items()}
    taken = next((path for path in files if path.exists()), None)
    if taken is not None:
        raise DeckgenError(
            "init-taken", "'{path}' already exists", "choose an empty folder: nothing was written", path=str(taken)
        )
    for path, text in files.items():
        write_atomically(path, text.encode())
    (folder / "cards" / "media").mkdir(exist_ok=True)
    return tuple(files)


def settings(
    name: str, language: str, kinds: Sequence[Kind] | None = None, said: Mapping[str, str] = MappingProxyType({})
) -> dict[str, str]:
    """What a project holds beside its cards: path → text. Its `deck.yaml` has nothing to fill in.

    Args:
        name: The deck's name in Anki.
        language: Its code; texts and labels for people are English where it is none of `LANGUAGES`.
        kinds: The kinds that editors complete; by default those that come with deckgen.
        said: What `deck.yaml` says besides: key → its value as YAML.
    """
    shown = language if language in LANGUAGES else "en"
    deck = _deck(name, shown).replace(f"language: {shown}\n", f"language: {language}\n")
    lines = [line for line in deck.splitlines() if not line.startswith("description:")]
    for key, value in said.items():
        lines = [line for line in lines if not line.startswith(f"# {key}:")]
        at = next((n for n, line in enumerate(lines) if line.startswith("# ") and n), len(lines))
        lines.insert(at, f"{key}: {value}")
    schema = {_SCHEMA: _json(cards_schema(tuple(kinds), shown))} if kinds is not None else {}
    return {**_project(name, shown), _DECK: "".join(f"{line}\n" for line in lines), **schema}


def _project(name: str, language: str, installs: str | None = None) -> dict[str, str]:
    line = requirement() if installs is None else installs
    workflow = {WORKFLOW: workflow_text(language), "requirements.txt": f"{line}\n"} if line else {}
    return {
        **workflow,
        _DECK: _deck(name, language),
        ".vscode/settings.json": read("common/settings.json"),
        ".vscode/extensions.json": read("common/extensions.json"),
        _SCHEMA: _json(cards_schema(builtin_kinds(), language)),
        ".vscode/deckgen.deck.schema.json": _json(deck_schema(language)),
        ".gitattributes": read("common/gitattributes"),
        ".gitignore": read("common/gitignore"),
    }


def workflow_text(language: str) -> str:
    """The workflow, with its comment in a language of `LANGUAGES`."""
    return read(f"{language}/workflow.txt") + read("common/deck.yml")


def _deck(name: str, language: str) -> str:
    quoted = json.dumps(name, ensure_ascii=False)
    return read(f"{language}/deck.yaml").replace("@NAME@", quoted).replace("@ID@", secrets.token_hex(8))


def read(relative: str) -> str:
    """A file that projects are made of."""
    return (_FILES / relative).read_text(encoding="utf-8")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
