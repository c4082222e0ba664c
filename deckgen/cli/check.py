"""`deckgen check`."""

import os
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import click

from deckgen.cli.help import command as documented
from deckgen.cli.language import language
from deckgen.cli.loading import load_deck
from deckgen.cli.options import format_option, missing_path
from deckgen.cli.printing import echo_annotation, echo_json, in_workflow, say, usage_error
from deckgen.cli.report import count_line, show
from deckgen.editing.fixing import FixedFile, fix_deck, fixed_by, write_fixes
from deckgen.kinds import load_kinds
from deckgen.model.diagnostics import Diagnostic, has_errors
from deckgen.sources.discovery import cards_folder, deck_around, is_deck, nearest_cards_folder
from deckgen.system.files import display_path


@documented(
    "check",
    """
    Report every error and every doubt about a deck. Where files are named, report only what is wrong in these; they
    are still read as part of the whole deck. Nothing is written, except with --fix.

    It reports what build does, and besides, cards that ask the same and what git and the ledger say of the deck. In a
    workflow on GitHub, each finding is also an annotation of the changed files.
    """,
    """
    deckgen check                 # the whole deck
    deckgen check --fix           # fix what can be read in one way only
    """,
)
@click.argument("paths", metavar="[CARDS|FILE]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--fix",
    is_flag=True,
    help="Fix in card files what can be read in one way only: missing ids, tabs, missing quotes, yes for true. Nothing "
    "else in them changes.",
)
@format_option("text", "json")
@click.option("--all", "every", is_flag=True, help="Show every finding; by default many of a kind are shortened.")
@click.option("--strict", is_flag=True, help="Exit with 1 at warnings, too.")
def command(paths: tuple[Path, ...], form: str, *, fix: bool, every: bool, strict: bool) -> int:
    cards, names = _scope(paths)
    notes, diagnostics, fixes = _find(cards, names)
    if fix and fixes:
        write_fixes(fixes)
        for file in fixes:
            say("check.fixed", "{path}: {n} fixed", err=form != "text", path=file.name, n=len(file.fixed))
        notes, diagnostics, fixes = _find(cards, names)
    fixable = fixed_by(fixes, diagnostics)
    if form == "json":
        echo_json([_as_dict(each, fix=each in fixable) for each in diagnostics])
    elif diagnostics:
        show(diagnostics, fixable=fixable, err=False, every=every)
        for each in diagnostics if in_workflow() else ():
            message, hint = each.said(language())
            echo_annotation(each.severity.value, each.rule, each.span, f"{message} ({hint})" if hint else message)
    else:
        say("check.checked", "{n:?note|notes} checked, {problems}", n=notes, problems=count_line(()))
    return 1 if has_errors(diagnostics) or (strict and diagnostics) else 0


def _scope(paths: Sequence[Path]) -> tuple[Path, frozenset[str]]:
    """The deck that the arguments name, and the files or folders of it whose problems count: absolute, none for all.

    Raises:
        DeckgenError: There is no such file or folder.
        click.UsageError: They belong to no deck or to several, or a file is not of the deck.
    """
    if not paths:
        return nearest_cards_folder(), frozenset()
    for path in paths:
        if not os.path.lexists(path):
            raise missing_path(path)
    first = paths[0]
    if len(paths) == 1 and not first.is_file() and (is_deck(cards_folder(first)) or deck_around(first) is None):
        return cards_folder(first), frozenset()
    decks = {_full_name(found): found for path in paths if (found := deck_around(path)) is not None}
    if len(decks) != 1:
        raise usage_error("check.one_deck", "name files of one deck: these belong to {n:?deck|decks}", n=len(decks))
    ((folder, cards),) = decks.items()
    for path in paths:
        # YAML may be anywhere, since pre-commit names all of a commit's
        if path.is_file() and path.suffix.lower() not in {".yaml", ".yml"} and not _is_in(_full_name(path), folder):
            raise usage_error(
                "check.no_card_file",
                "'{path}' is not a file of the deck: those are in {cards}. 'deckgen import' makes cards of notes and "
                "tables",
                path=display_path(path),
                cards=display_path(cards),
            )
    return cards, frozenset(map(_full_name, paths))


def _full_name(path: Path | str) -> str:
    return unicodedata.normalize("NFC", os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links


def _is_in(name: str, place: str) -> bool:
    return name == place or name.startswith(f"{place}{os.sep}")


def _find(cards: Path, names: frozenset[str]) -> tuple[int, tuple[Diagnostic, ...], tuple[FixedFile, ...]]:
    """The number of notes, the diagnostics that are about these files or name a place in one, and their fixes."""
    deck, diagnostics = load_deck(cards, lint=True)
    if names:
        diagnostics = tuple(
            each
            for each in diagnostics
            if any(_is_in(_full_name(path), name) for path in _paths(each) for name in names)
        )
    return len(deck.notes), diagnostics, fix_deck(cards, load_kinds(cards)[0], diagnostics)


def _paths(diagnostic: Diagnostic) -> list[str]:
    """The file that a diagnostic is about, and the other one that it names."""
    other = dict(diagnostic.finding.values).get("place", "")
    return [diagnostic.span.path, *([other.rsplit(":", 2)[0]] if isinstance(other, str) and other else [])]


def _as_dict(diagnostic: Diagnostic, *, fix: bool) -> dict[str, str | int]:
    message, hint = diagnostic.said(language())
    return {
        "file": diagnostic.span.path,
        "line": diagnostic.span.line,
        "column": diagnostic.span.column,
        "severity": diagnostic.severity.value,
        "rule": diagnostic.rule,
        "message": message,
        "hint": hint,
        "fix": fix,
    }
