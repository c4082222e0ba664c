"""A new deck project, ready to build: three sample cards, editor settings, a workflow that checks and releases."""

import json
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from deckgen.exchange.scaffold.requirement import requirement
from deckgen.kinds import builtin_kinds
from deckgen.kinds.editor_schema import cards_schema, deck_schema
from deckgen.model import Kind
from deckgen.model.diagnostics import DeckgenError
from deckgen.sources.config import PATTERNS
from deckgen.sources.discovery import refuse_inside_deck
from deckgen.system.files import write_atomically

_FILES = Path(__file__).parent / "files"
_DECK = "cards/deck.yaml"
_README = "README.md"
LANGUAGES = ("ko", "en")
"""The languages that the samples are written in; a deck in another one has them in English."""
WORKFLOW = ".github/workflows/deck.yml"
REQUIREMENTS = "requirements.txt"
"""What the workflow installs."""


def create(folder: Path, name: str, language: str, installs: str | None = None) -> tuple[Path, ...]:
    """Write a new deck project, and return its files.

    Args:
        installs: The requirement by which the workflow installs deckgen; by default as this deckgen was installed.
            Where that is empty, the author has to fill it in.

    Raises:
        DeckgenError: One of the files is there already, or cannot be written, or the folder is in another deck; nothing
            is overwritten.
    """
    refuse_inside_deck(folder)
    texts = _project(name, language, builtin_kinds(), installs, folder.resolve().name)
    texts["cards/01-first.yaml"] = read_sample(language, "01-first.yaml")
    texts |= _readme(folder, name, language)
    files = {folder / relative: text for relative, text in texts.items()}
    refuse_taken(files)
    for path, text in files.items():
        write_atomically(path, text.encode())
    (folder / "cards" / "media").mkdir(exist_ok=True)
    return tuple(files)


def refuse_taken(files: Iterable[Path]) -> None:
    """Refuse to write where one of the files is there already.

    Raises:
        DeckgenError: One is.
    """
    taken = next((path for path in files if path.exists() or path.is_symlink()), None)
    if taken is not None:
        raise DeckgenError(
            "init-taken", "'{path}' already exists", "choose an empty folder: nothing was written", path=str(taken)
        )


def settings(folder: Path, name: str, language: str, kinds: Sequence[Kind], said: Mapping[str, str]) -> dict[Path, str]:
    """The files of a new project next to its cards, and their texts. Its `deck.yaml` has nothing to fill in.

    `kinds` are those that editors complete; `said` is what `deck.yaml` says besides: key → its value as YAML.

    Raises:
        DeckgenError: The folder is in a deck.
    """
    refuse_inside_deck(folder)
    texts = _project(name, language, kinds) | _readme(folder, name, language)
    lines = [line for line in texts[_DECK].splitlines() if not line.startswith("description:")]
    for key, value in said.items():
        lines = [line for line in lines if not line.startswith(f"# {key}:")]
        at = next((n for n, line in enumerate(lines) if line.startswith("# ") and n), len(lines))
        lines.insert(at, f"{key}: {value}")
    texts[_DECK] = "".join(f"{line}\n" for line in lines)
    return {folder / path: text for path, text in texts.items()}


def _readme(folder: Path, name: str, language: str) -> dict[str, str]:
    if (folder / _README).exists():  # who begins in a repository of theirs has one
        return {}
    return {_README: read_sample(language, _README).replace("@TITLE@", " ".join(name.split()))}


def _project(
    name: str, language: str, kinds: Sequence[Kind], installs: str | None = None, folder: str = ""
) -> dict[str, str]:
    line = requirement() if installs is None else installs
    file = f"file: {folder}" if not name.isascii() and re.fullmatch(PATTERNS["file"], folder) else "# file: my-deck"
    marks = {"@NAME@": json.dumps(name, ensure_ascii=False), "@ID@": secrets.token_hex(8), "@FILE@": file}
    deck = read_sample(language, "deck.yaml")
    for mark, value in {**marks, "@LANGUAGE@": language}.items():
        deck = deck.replace(mark, value)
    return {
        WORKFLOW: read_sample(language, "workflow.txt") + _read("common/deck.yml"),
        REQUIREMENTS: f"{line}\n" if line else read_sample(language, REQUIREMENTS),
        _DECK: deck,
        ".vscode/settings.json": _read("common/settings.json"),
        ".vscode/extensions.json": _read("common/extensions.json"),
        ".vscode/deckgen.schema.json": _json(cards_schema(tuple(kinds), _known(language))),
        ".vscode/deckgen.deck.schema.json": _json(deck_schema(_known(language))),
        ".gitattributes": _read("common/gitattributes"),
        ".gitignore": _read("common/gitignore"),
    }


def read_sample(language: str, name: str) -> str:
    """A file that projects are made of, in a language or else in English."""
    return _read(f"{_known(language)}/{name}")


def _read(relative: str) -> str:
    """A file that projects are made of."""
    return (_FILES / relative).read_text(encoding="utf-8")


def _known(language: str) -> str:
    short = re.split("[-_]", language.lower())[0]
    return short if short in LANGUAGES else "en"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
