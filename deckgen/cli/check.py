"""`deckgen check`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from deckgen.cli.asked import asked_for
from deckgen.cli.common import Progress, count_line, show
from deckgen.cli.compiling import compiled
from deckgen.cli.fixing import show_diff
from deckgen.cli.language import language, text
from deckgen.cli.printing import echo, echo_annotation, echo_json
from deckgen.cli.spoken import command as spoken
from deckgen.editing.fixing import answered_by, fix_deck, write_fixes
from deckgen.kinds import load_kinds
from deckgen.model.diagnostics import has_errors

if TYPE_CHECKING:
    from deckgen.cli.asked import Asked
    from deckgen.editing.fixing import FixedFile
    from deckgen.model.diagnostics import Diagnostic


@spoken("check")
@click.argument("paths", metavar="[CARDS|FILE]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--fix", is_flag=True)
@click.option("--diff", is_flag=True)
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text")
@click.option("--all", "every", is_flag=True)
@click.option("--strict", is_flag=True)
def command(paths: tuple[Path, ...], form: str, *, fix: bool, diff: bool, every: bool, strict: bool) -> int:
    """Report every error and every doubt about the cards."""
    asked = asked_for(paths)
    found = _found(asked)
    if diff:
        show_diff(found.fixes)
        if found.diagnostics and not found.fixes:
            echo(text("check.no_fix"), err=True)
    elif fix and found.fixes:
        write_fixes(found.fixes)
        for file in found.fixes:
            echo(text("check.fixed", path=file.name, n=len(file.answered)), err=form != "text")
        found = _found(asked)
    if not diff:
        _report(found, form, every=every)
    return 1 if has_errors(found.diagnostics) or (strict and found.diagnostics) else 0


class _Found(NamedTuple):
    notes: int
    diagnostics: tuple[Diagnostic, ...]
    fixes: tuple[FixedFile, ...]


def _found(asked: Asked) -> _Found:
    cards = asked.cards
    with Progress() as progress:
        ready, diagnostics = compiled(cards, progress, whole=True)
    diagnostics = asked.of_these(diagnostics)
    return _Found(len(ready.deck.notes), diagnostics, fix_deck(cards, load_kinds(cards)[0], diagnostics))


def _report(found: _Found, form: str, *, every: bool) -> None:
    fixable = answered_by(found.fixes, found.diagnostics)
    if form == "json":
        echo_json([{**_as_dict(d), "fix": d in fixable} for d in found.diagnostics])
    elif form == "github":
        for diagnostic in found.diagnostics:
            _annotate(diagnostic)
    else:
        show(found.diagnostics, fixable=fixable, err=False, every=every)
        if not found.diagnostics:
            echo(text("check.checked", n=found.notes, problems=count_line(found.diagnostics)))


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


def _annotate(diagnostic: Diagnostic) -> None:
    message, hint = diagnostic.said(language())
    said = f"{message} ({hint})" if hint else message
    echo_annotation(diagnostic.severity.value, diagnostic.rule, diagnostic.span, said)
