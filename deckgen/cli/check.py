"""`deckgen check`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from deckgen.cli.common import Progress, cards_argument, count_line, show
from deckgen.cli.compiling import compiled
from deckgen.cli.language import language, text
from deckgen.cli.spoken import command as spoken
from deckgen.diagnostics import has_errors, ordered
from deckgen.release.reconciling import known_problems

if TYPE_CHECKING:
    from pathlib import Path

    from deckgen.diagnostics import Diagnostic


@spoken("check")
@cards_argument
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text")
@click.option("--strict", is_flag=True)
def command(cards: Path, form: str, *, strict: bool) -> int:
    """Report every error and every doubt about the cards."""
    with Progress() as progress:
        ready, diagnostics = compiled(cards, progress, quality=True)
    diagnostics = ordered((*diagnostics, *known_problems(cards, ready.deck.config.id)))
    if form == "json":
        click.echo(json.dumps([_as_dict(d) for d in diagnostics], ensure_ascii=False, indent=2))
    elif form == "github":
        for diagnostic in diagnostics:
            click.echo(_annotation(diagnostic))
    else:
        show(diagnostics)
        if not diagnostics:
            click.echo(text("check.checked", n=len(ready.deck.notes), problems=count_line(diagnostics)))
    return 1 if has_errors(diagnostics) or (strict and diagnostics) else 0


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


def _annotation(diagnostic: Diagnostic) -> str:
    """GitHub's workflow command; it wants %, CR and LF escaped, and in properties `:` and `,` too."""
    message, hint = diagnostic.said(language())
    said = f"{message} ({hint})" if hint else message
    for sign, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
        said = said.replace(sign, code)
    path = diagnostic.span.path.replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
    place = f"file={path},line={diagnostic.span.line},col={diagnostic.span.column}"
    return f"::{diagnostic.severity.value} {place},title={diagnostic.rule}::{said}"
