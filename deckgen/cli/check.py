"""`deckgen check`."""

import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from deckgen.cli.help import command as documented
from deckgen.cli.language import language, text
from deckgen.cli.loading import Progress, load_deck
from deckgen.cli.options import format_option, missing_path, strict_option
from deckgen.cli.printing import echo, echo_annotation, echo_json, echo_patch, in_workflow, say, usage_error
from deckgen.cli.report import count_line, show
from deckgen.editing.fixing import FixedFile, fix_deck, fixed_by, write_fixes
from deckgen.kinds import load_kinds
from deckgen.model.diagnostics import DeckgenError, Diagnostic, has_errors
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
    help="Fix what can be read in one way only: missing ids, tabs, missing quotes, yes for true. Nothing else "
    "in the files changes.",
)
@click.option("--diff", is_flag=True, help="Show what --fix would write, and write nothing.")
@format_option()
@click.option("--all", "every", is_flag=True, help="Show every finding, where by default many of a kind are shortened.")
@strict_option
def command(paths: tuple[Path, ...], form: str, *, fix: bool, diff: bool, every: bool, strict: bool) -> int:
    scope = _scope_of(paths)
    findings = _find(scope)
    if diff:
        for file in findings.fixes:
            echo_patch("".join(_patch_lines(file)))
        if findings.diagnostics and not findings.fixes:
            say("check.no_fix", "nothing of what is wrong can be fixed so: 'deckgen check' shows it", err=True)
    elif fix and findings.fixes:
        write_fixes(findings.fixes)
        for file in findings.fixes:
            echo(text("check.fixed", "{path}: {n} fixed", path=file.name, n=len(file.fixed)), err=form != "text")
        findings = _find(scope)
    if not diff:
        _report(findings, form, every=every)
    return 1 if has_errors(findings.diagnostics) or (strict and findings.diagnostics) else 0


class _Scope(NamedTuple):
    """A deck, and the files or folders of it whose problems count."""

    cards: Path
    names: frozenset[str] = frozenset()
    """Absolute and composed; empty where all of the deck counts."""

    def select(self, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """The diagnostics that are about these files, or that name a place in one."""
        return tuple(each for each in diagnostics if not self.names or any(map(self._contains, _paths(each))))

    def _contains(self, path: str) -> bool:
        name = _full_name(Path(path))
        return name in self.names or any(name.startswith(f"{folder}{os.sep}") for folder in self.names)


def _scope_of(paths: Sequence[Path]) -> _Scope:
    """The deck, or the files of one deck, that the arguments name.

    Raises:
        DeckgenError: There is no such file or folder.
        click.UsageError: They belong to several decks.
    """
    if not paths:
        return _Scope(nearest_cards_folder())
    missing = next((path for path in paths if not path.exists() and not path.is_symlink()), None)
    if missing is not None:
        raise missing_path(missing)
    first = paths[0]
    if len(paths) == 1 and not first.is_file() and (is_deck(cards_folder(first)) or deck_around(first) is None):
        return _Scope(cards_folder(first))
    decks = {_full_name(found): found for path in paths if (found := deck_around(path)) is not None}
    if len(decks) > 1:
        raise usage_error(
            "check.many_decks",
            "these belong to several decks: {decks}",
            decks=", ".join(f"'{deck}'" for deck in decks.values()),
        )
    if not decks:
        raise DeckgenError(
            "no-cards-folder",
            "no cards folder at '{path}'",
            "name the folder that holds deck.yaml, or begin a deck with 'deckgen init FOLDER'",
            path=str(first),
        )
    (cards,) = decks.values()
    other = next((path for path in paths if path.is_file() and _is_outside(path, cards)), None)
    if other is not None:
        raise usage_error(
            "check.no_card_file",
            "'{path}' is no file of the deck: those are in {cards}. 'deckgen import' makes cards of notes and tables",
            path=display_path(other),
            cards=display_path(cards),
        )
    return _Scope(cards, frozenset(map(_full_name, paths)))


def _paths(diagnostic: Diagnostic) -> list[str]:
    """The file that a diagnostic is about, and the other one that it names."""
    other = dict(diagnostic.values).get("place", "")
    return [diagnostic.span.path, *([other.rsplit(":", 2)[0]] if isinstance(other, str) and other else [])]


def _is_outside(path: Path, cards: Path) -> bool:
    """Whether a file is none of a deck; YAML may be anywhere, since pre-commit names all of a commit's."""
    return path.suffix.lower() not in {".yaml", ".yml"} and not _full_name(path).startswith(
        f"{_full_name(cards)}{os.sep}"
    )


def _full_name(path: Path) -> str:
    return unicodedata.normalize("NFC", os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links


class _Findings(NamedTuple):
    notes: int
    diagnostics: tuple[Diagnostic, ...]
    fixes: tuple[FixedFile, ...]


def _find(scope: _Scope) -> _Findings:
    with Progress() as progress:
        deck, diagnostics = load_deck(scope.cards, progress, lint=True)
    diagnostics = scope.select(diagnostics)
    return _Findings(len(deck.notes), diagnostics, fix_deck(scope.cards, load_kinds(scope.cards)[0], diagnostics))


def _report(findings: _Findings, form: str, *, every: bool) -> None:
    fixable = fixed_by(findings.fixes, findings.diagnostics)
    if form == "json":
        echo_json([{**_as_dict(d), "fix": d in fixable} for d in findings.diagnostics])
    else:
        show(findings.diagnostics, fixable=fixable, err=False, every=every)
        for diagnostic in findings.diagnostics if in_workflow() else ():
            message, hint = diagnostic.said(language())
            shown = f"{message} ({hint})" if hint else message
            echo_annotation(diagnostic.severity.value, diagnostic.rule, diagnostic.span, shown)
        if not findings.diagnostics:
            say(
                "check.checked",
                "{n:?note|notes} checked, {problems}",
                n=findings.notes,
                problems=count_line(findings.diagnostics),
            )


def _as_dict(diagnostic: Diagnostic) -> dict[str, str | int]:
    message, hint = diagnostic.said(language())
    return {
        "file": diagnostic.span.path,
        "line": diagnostic.span.line,
        "column": diagnostic.span.column,
        "severity": diagnostic.severity.value,
        "rule": diagnostic.rule,
        "message": message,
        "hint": hint,
    }


def _patch_lines(file: FixedFile) -> Iterator[str]:
    """What `--fix` would write, as `git diff` shows it: `git apply` and `patch -p1` take it."""
    from difflib import unified_diff  # only --diff compares

    old, new = _lines(file.before), _lines(file.after)
    for line in unified_diff(old, new, f"a/{file.name}", f"b/{file.name}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """A text's lines with their ends, as patch takes them: only a line feed ends one."""
    *whole, last = text.split("\n")
    return [*(f"{line}\n" for line in whole), *([last] if last else [])]
