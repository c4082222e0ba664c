"""`deckgen release`."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckgen.cli.common import Progress, cards_argument
from deckgen.cli.compiling import stopped
from deckgen.diagnostics import has_errors, ordered
from deckgen.files import display_path
from deckgen.pipeline import load
from deckgen.release.lock import locked
from deckgen.release.publish import plan_release, publish

if TYPE_CHECKING:
    from deckgen.release.publish import ReleasePlan


@click.command("release")
@cards_argument
@click.option("--version", metavar="TEXT", help="Its name; by default the next after the last, or today's date.")
@click.option("--dry-run", is_flag=True, help="Show everything, write nothing.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="The package to write.")
@click.option("--strict", is_flag=True, help="Let warnings stop the release too.")
def command(cards: Path, version: str | None, output: Path | None, *, dry_run: bool, strict: bool) -> int:
    """Release CARDS: a package, release notes for members, and the ledger moved on.

    Writes output/NAME-VERSION.apkg and .md, and then cards/released.jsonl, which records what members now have: commit
    it. Errors stop the release, and nothing is written.
    """
    if output is not None and output.suffix.lower() != ".apkg":
        raise click.UsageError(f"'{output}' must end in .apkg: Anki opens nothing else")
    with nullcontext() if dry_run else locked(cards):
        with Progress() as progress:
            deck, diagnostics = load(cards, progress=progress)
        plan = None
        if not has_errors(diagnostics):
            plan, history = plan_release(cards, deck, version, output)
            diagnostics = ordered((*diagnostics, *history))
        if stopped(diagnostics, strict=strict, undone="nothing was released"):
            return 1
        if plan is None:
            click.echo("nothing to release: the deck is as it was released")
            return 0
        if dry_run:
            click.echo(plan.notes)
        else:
            publish(plan)
    _summary(plan, dry_run=dry_run)
    return 0


def _summary(plan: ReleasePlan, *, dry_run: bool) -> None:
    changes = plan.changes
    counts = f"{len(changes.added):,} new, {len(changes.changed):,} changed, {len(changes.retired):,} retired"
    if changes.touched:
        counts += f", {len(changes.touched):,} with other tags or the like"
    if changes.note_types:
        types = len(changes.note_types)
        counts += ", 1 note type looks different" if types == 1 else f", {types:,} note types look different"
    elif changes.arrangement and not (changes.added or changes.changed or changes.retired or changes.touched):
        counts = "only the order of new cards, decks or the description"
    title = click.style(plan.version, bold=True)
    click.echo(f"{'would release' if dry_run else 'released'} {title}: {counts}")
    for path in (plan.package_path, plan.notes_path, plan.ledger_path):
        click.echo(f"  {click.style(display_path(path), fg='green')}")
    if dry_run:
        click.echo("nothing was written (--dry-run)")
    else:
        ledger = display_path(plan.ledger_path)
        click.echo(f"next: commit {ledger}, tag it, and give members the package with its notes")
