"""Arguments and options that several commands take, and what they come to."""

import os
import re
import shlex
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from deckgen.cli.language import text
from deckgen.cli.printing import usage_error
from deckgen.model import Deck
from deckgen.model.diagnostics import DeckgenError
from deckgen.release import LEDGER_NAME
from deckgen.sources.discovery import named_cards_folder, nearest_cards_folder
from deckgen.system.files import display_path, is_backup_name, product_path
from deckgen.system.reading import MOST_LEDGER, NotReadError, read_file

_DECK_PARAMETERS = ("cards", "paths", "into", "folder")
"""Names of the parameters that name a deck or files of one."""
_UNQUOTED = re.compile(r"(?!-)[\w@%+=:,./-]+")
"""What every shell takes as it is."""
_SOURCE_SUFFIXES = (".yaml", ".yml")
_SOURCE_FOLDERS = ("kinds", "media")
_SOURCE_FILES = ("style.css", LEDGER_NAME)


def check_language(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """A language code; labels and samples are in English where deckgen has no others."""
    from deckgen.sources.config import PATTERNS  # '--version' and most commands read no deck.yaml for their options

    if value is not None and not re.fullmatch(PATTERNS["language"], value):
        raise click.BadParameter(
            text("options.no_language", "'{text}' is no language code such as en, ko or nl", text=value)
        )
    return value


def choose_cards(_: click.Context, __: click.Parameter, named: Path | None) -> Path:
    """The deck that a command works on: the one named, or the one that the working folder belongs to."""
    if named is None:
        return nearest_cards_folder()
    if not named.exists():
        raise missing_path(named)
    return named_cards_folder(named)


def missing_path(path: Path) -> DeckgenError:
    """There is neither a deck nor a card file."""
    return DeckgenError(
        "no-cards-folder.missing",
        "there is no '{path}'",
        "name the folder that holds deck.yaml, or begin a deck with 'deckgen init FOLDER'",
        path=str(path),
    )


def check_package_name(output: Path | None) -> None:
    """Refuse a name for a package under which Anki would open something else, or nothing."""
    if output is not None and output.suffix.lower() != ".apkg":
        raise usage_error("options.no_apkg", "'{path}' must end in .apkg: Anki opens nothing else", path=str(output))
    if output is not None and is_backup_name(output.name):
        raise usage_error(
            "options.backup",
            "'{path}' is a name that Anki gives its backups: it would offer to replace a member's whole collection",
            path=str(output),
        )


cards_argument = click.argument(
    "cards", type=click.Path(path_type=Path, file_okay=False), default=None, required=False, callback=choose_cards
)


def output_option(words: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`-o`, for what `words` says."""
    return click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help=words)


strict_option = click.option("--strict", is_flag=True, help="Stop at every warning of 'deckgen check', too.")


def format_option(*others: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`--format`: every report comes as text or JSON, some in other forms too."""
    return click.option(
        "--format", "form", type=click.Choice(["text", "json", *others]), default="text", help="How to report."
    )


def no_such(name: str, near: str, known: Iterable[str]) -> click.UsageError:
    """Nothing is called so: the nearest name, or else all."""
    if near:
        return usage_error("options.no_such_near", "there is no '{name}'; did you mean '{near}'?", name=name, near=near)
    return usage_error("options.no_such", "there is no '{name}'; there are: {known}", name=name, known=", ".join(known))


def is_named(parameter: str) -> bool:
    """Whether the command line gives a parameter of this command."""
    context = click.get_current_context(silent=True)  # none in a thread of the preview's server
    return context is not None and context.get_parameter_source(parameter) is ParameterSource.COMMANDLINE


def deck_arguments() -> str:
    """The deck or files that the command line names, for another command: ` DECK`; empty for none."""
    given = [click.get_current_context().params[name] for name in _DECK_PARAMETERS if is_named(name)]
    paths = [str(path) for each in given for path in (each if isinstance(each, tuple) else (each,))]
    return "".join(f" {path if _UNQUOTED.fullmatch(path) else shlex.quote(path)}" for path in paths)


def output_path(cards: Path, deck: Deck, suffix: str, version: str = "") -> Path:
    """Where a deck's product goes by default: `output/` next to the cards folder."""
    return product_path(cards, deck.config.file_name, suffix, version)


def check_output(output: Path | None, cards: Path, is_ours: Callable[[Path], bool]) -> Path | None:
    """The file that `-o` names, where it may be written: a new file, or one that this command made of this deck.

    Raises:
        DeckgenError: It is a source's place, or something else is there.
    """
    if output is None:
        return None
    if _is_source(output, cards):
        raise DeckgenError(
            "not-replaced.source",
            "'{path}' is a place for the deck's sources",
            "name a file outside of the cards folder with -o",
            path=display_path(output),
        )
    if output.is_file() and output.stat().st_size and not is_ours(output):
        raise DeckgenError(
            "not-replaced",
            "'{path}' already exists, and this deck did not make it",
            "move it away, or name another file with -o",
            path=display_path(output),
        )
    return output


def _is_source(output: Path, cards: Path) -> bool:
    try:
        below = Path(os.path.realpath(output)).relative_to(os.path.realpath(cards))
    except ValueError:
        return False
    first = below.parts[0] if below.parts else ""
    return (
        below.suffix.lower() in _SOURCE_SUFFIXES
        or first.casefold() in _SOURCE_FOLDERS
        or str(below).casefold() in _SOURCE_FILES
    )


def contains(*marks: str) -> Callable[[Path], bool]:
    """Whether a file contains one of some texts by which its maker is known."""

    def is_ours(path: Path) -> bool:
        try:
            data = read_file(path, None, MOST_LEDGER)
        except NotReadError:
            return False
        return any(mark.encode() in data for mark in marks)

    return is_ours


def is_package_of(deck: Deck) -> Callable[[Path], bool]:
    """Whether a file is a package of a deck: it has one of its note types, whose ids no other deck has."""
    ids = [str(note_type.id).encode() for note_type in deck.note_types]

    def is_ours(path: Path) -> bool:
        from deckgen.anki.archive import PackageArchive  # a build of a new file starts sooner

        try:
            with PackageArchive(path) as archive:
                return archive.collection_holds(ids)
        except DeckgenError:
            return False

    return is_ours
