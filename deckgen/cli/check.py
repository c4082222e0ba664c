"""`deckgen check`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from deckgen.cli.common import Progress, cards_argument, count_line, show
from deckgen.cli.compiling import compiled
from deckgen.diagnostics import has_errors, ordered
from deckgen.release.reconciling import known_problems

if TYPE_CHECKING:
    from pathlib import Path

    from deckgen.diagnostics import Diagnostic


@click.command("check")
@cards_argument
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", help="How to report.")
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings too.")
def command(cards: Path, form: str, *, strict: bool) -> int:
    """Report every error and every doubt about CARDS, without writing anything.

    Judges the writing too: fronts that are too long, that can be answered by yes or no, that give their back away.
    """
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
            click.echo(f"{len(ready.deck.notes):,} cards checked, {count_line(diagnostics)}")
    return 1 if has_errors(diagnostics) or (strict and diagnostics) else 0


def _as_dict(diagnostic: Diagnostic) -> dict[str, str | int]:
    return {
        "file": diagnostic.span.path,
        "line": diagnostic.span.line,
        "column": diagnostic.span.column,
        "severity": diagnostic.severity.value,
        "rule": diagnostic.rule,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
    }


def _annotation(diagnostic: Diagnostic) -> str:
    """GitHub's workflow command; it wants %, CR and LF escaped, and in properties `:` and `,` too."""
    text = diagnostic.message + (f" ({diagnostic.hint})" if diagnostic.hint else "")
    for sign, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
        text = text.replace(sign, code)
    path = diagnostic.span.path.replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
    place = f"file={path},line={diagnostic.span.line},col={diagnostic.span.column}"
    return f"::{diagnostic.severity.value} {place},title={diagnostic.rule}::{text}"
