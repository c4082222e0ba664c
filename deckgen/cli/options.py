"""Arguments and options that several commands take, and what they come to."""

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from deckgen.cli.language import text
from deckgen.cli.printing import usage_error
from deckgen.model import Deck
from deckgen.model.diagnostics import DeckgenError
from deckgen.sources.discovery import named_cards_folder, nearest_cards_folder
from deckgen.system.files import display_path, is_backup_name, product_path

_DECK_PARAMETERS = ("cards", "paths", "into", "folder")
"""Names of the parameters that name a deck or files of one."""
_SOURCE_FOLDERS = ("kinds", "media", "releases")


def check_language(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """A language code; labels and samples are in English where deckgen has no others."""
    from deckgen.sources.config import PATTERNS  # '--version' and most commands read no deck.yaml for their options

    if value is not None and not re.fullmatch(PATTERNS["language"], value):
        raise click.BadParameter(
            text("options.no_language", "'{text}' is not a language code such as en, ko or nl", text=value)
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


cards_argument = click.argument(
    "cards", type=click.Path(path_type=Path, file_okay=False), default=None, required=False, callback=choose_cards
)


def output_option(words: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`-o`, for what `words` says."""
    return click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help=words)


def format_option(*forms: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`--format`, of which the first is the default."""
    return click.option("--format", "form", type=click.Choice(forms), default=forms[0], help="How to report.")


def no_such(name: str, near: str, known: Iterable[str]) -> click.UsageError:
    """Nothing is called so: the nearest name, or else all."""
    if near:
        return usage_error("options.no_such_near", "there is no '{name}'; did you mean '{near}'?", name=name, near=near)
    return usage_error("options.no_such", "there is no '{name}'; there are: {known}", name=name, known=", ".join(known))


def deck_arguments() -> str:
    """The deck or files that the command line names, for another command: ` DECK`; empty for none."""
    from shlex import quote  # most runs have nothing to report

    context = click.get_current_context(silent=True)
    if context is None:  # in a thread of the preview's server
        return ""
    named = [name for name in _DECK_PARAMETERS if context.get_parameter_source(name) is ParameterSource.COMMANDLINE]
    given = [context.params[name] for name in named]
    paths = [str(path) for each in given for path in (each if isinstance(each, tuple) else (each,))]
    return "".join(f" {quote(path)}" for path in paths)


def output_path(cards: Path, deck: Deck, suffix: str, version: str = "") -> Path:
    """Where a deck's product goes by default: `output/` next to the cards folder."""
    return product_path(cards, deck.config.file_name, suffix, version)


def check_output(output: Path | None, cards: Path, suffix: str) -> Path | None:
    """The file that `-o` names, where it may be written.

    Raises:
        click.UsageError: Its name is not one for what is written.
        DeckgenError: It is a source's place.
    """
    if output is None:
        return None
    if output.suffix.lower() != suffix:
        raise usage_error("options.suffix", "'{path}' must end in {suffix}", path=display_path(output), suffix=suffix)
    if is_backup_name(output.name):
        raise usage_error(
            "options.backup",
            "'{path}' is a name that Anki gives its backups: it would offer to replace a member's whole collection",
            path=display_path(output),
        )
    refuse_source(output.parent, *(cards / name for name in _SOURCE_FOLDERS))
    return output


def refuse_source(folder: Path, *sources: Path) -> None:
    """Refuse to write into a folder that is one of these, or below it.

    Raises:
        DeckgenError: It is.
    """
    real = Path(os.path.realpath(folder))  # resolve() raises where links make a circle
    if any(real.is_relative_to(os.path.realpath(source)) for source in sources):
        raise DeckgenError(
            "not-replaced.source",
            "'{path}' is a place for the deck's sources",
            "name one outside of the cards folder with -o",
            path=display_path(folder),
        )
