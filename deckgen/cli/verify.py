"""`deckgen verify`."""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckgen.cli.common import show
from deckgen.diagnostics import has_errors
from deckgen.files import display_path
from deckgen.verify import Outcome, judge, rehearse
from deckgen.verify.verdict import BROKEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deckgen.verify import Breach, Verdict

_SHOWN = 6
"""Titles shown for an outcome; `--format json` has them all."""
_WIDTH = 12
_WORDS = {
    Outcome.NEW: "came with the update",
    Outcome.UPDATED: "changed upstream, and the change arrived",
    Outcome.KEPT: "did not change upstream, and stayed as the member had them",
    Outcome.OVERWRITTEN: "did not change upstream, and lost the member's words all the same",
    Outcome.MISSED: "changed upstream, and the change did not arrive",
    Outcome.CONFLICTING: "have another note type now; Anki will never update them",
    Outcome.SPARED: "changed upstream in tags or the like only; the member wrote in them, and keeps all of it",
    Outcome.LATE: "changed upstream, but the member wrote in them since, or they became leeches; Anki keeps theirs",
    Outcome.RETURNED: "were deleted by the member, and came back: suspend instead",
    Outcome.ORPHANED: "left the source; members keep them until they delete them",
    Outcome.DUPLICATED: "came a second time beside the member's own copy",
    Outcome.REFUSED: "are new and did not arrive",
}


@click.command("verify")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to report.")
def command(old: Path, new: Path, form: str) -> int:
    """Rehearse in the real Anki what a member sees who has OLD and imports NEW.

    OLD and NEW are packages from any tool, or cards folders, which are built first. In a temporary collection, never
    your own: imports OLD, reviews, edits and tags as a member would, imports NEW, and says what became of each note.

    Exits with 1 where a review is lost, a note doubled, an edit on an unchanged note overwritten, or a change does not
    arrive.
    """
    with tempfile.TemporaryDirectory(prefix="deckgen-verify-") as folder:
        first, second = (_package(source, Path(folder) / f"{n}.apkg") for n, source in enumerate((old, new)))
        if first is None or second is None:
            return 1
        verdict = judge(rehearse(first, second, _progress))
    _progress("")
    if form == "json":
        click.echo(json.dumps(_as_dict(verdict, old, new), ensure_ascii=False, indent=2))
    else:
        _report(verdict, old, new)
    return 0 if verdict.holds else 1


def _package(source: Path, target: Path) -> Path | None:
    """The package itself, or one built from a cards folder; None where the cards have errors."""
    if not source.is_dir():
        return source
    from deckgen.anki.package import write_apkg  # noqa: PLC0415 - packages need no compiler
    from deckgen.cli.compiling import compiled  # noqa: PLC0415

    ready, diagnostics = compiled(source)
    if has_errors(diagnostics):
        show(diagnostics)
        return None
    write_apkg(ready.deck, target, ready.stamps)
    return target


def _progress(step: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{step}", nl=False, err=True)


def _report(verdict: Verdict, old: Path, new: Path) -> None:
    click.echo(f"{display_path(old)} → {display_path(new)}, rehearsed in Anki {verdict.anki}\n")
    for outcome, number in verdict.counts.items():
        colour = "red" if outcome in BROKEN else "green"
        click.echo(f"  {click.style(f'{outcome.value:<{_WIDTH}}', fg=colour)} {number:>6,}  {_WORDS[outcome]}")
        if outcome is not Outcome.KEPT and outcome not in BROKEN:
            _titles([note.title for note in verdict.of(outcome)])
    click.echo()
    written = sum(note.edited or note.tagged for note in verdict.notes)
    did = f"wrote in {written:,} of {_notes(len(verdict.notes))}, reviewed or suspended {verdict.schedules:,} cards"
    _line("member", did, good=True)
    _line(
        "reviews", f"{verdict.reviews_kept:,} of {verdict.reviews:,} kept", good=verdict.reviews_kept == verdict.reviews
    )
    kept = f"{verdict.schedules_kept:,} of {verdict.schedules:,} studied cards keep their due date and deck"
    _line("schedule", kept, good=verdict.schedules_kept == verdict.schedules)
    _edits(verdict)
    for breach in verdict.breaches:
        _breach(breach, "broken", "red")
    for warning in verdict.warnings:
        _breach(warning, "warning", "yellow")
    click.echo()
    lost = f" (the member's words on {_notes(verdict.replaced)} are replaced)" if verdict.replaced else ""
    if verdict.holds:
        click.secho(f"The promise holds: members can import this{lost}.", fg="green", bold=True)
    else:
        ways = f"{len(verdict.breaches)} way{'s' if len(verdict.breaches) != 1 else ''}"
        click.secho(f"The promise is broken in {ways}{lost}.", fg="red", bold=True)


def _edits(verdict: Verdict) -> None:
    untouched = verdict.of(Outcome.KEPT, Outcome.OVERWRITTEN, Outcome.ORPHANED)
    changed = verdict.of(Outcome.UPDATED, Outcome.MISSED)
    for name, done, kept in (
        ("edits", [n.edited for n in untouched], [n.edit_kept for n in untouched]),
        ("tags", [n.tagged for n in untouched], [n.tag_kept for n in untouched]),
    ):
        if sum(done):
            text = f"{sum(kept):,} of {sum(done):,} kept on notes that did not change upstream"
            _line(name, text, good=sum(kept) == sum(done))
    touched = [n for n in changed if n.edited or n.tagged]
    replaced = sum((n.edited and not n.edit_kept) or (n.tagged and not n.tag_kept) for n in touched)
    if replaced:
        all_ = f"{replaced:,} of {_notes(len(touched))} that changed upstream and had them"
        _line("", f"replaced on {all_}; so Anki does with every change", good=replaced < len(verdict.notes) / 2)


def _notes(number: int) -> str:
    return f"{number:,} note{'s' if number != 1 else ''}"


def _line(name: str, text: str, *, good: bool) -> None:
    click.echo(f"  {click.style(f'{name:<{_WIDTH}}', fg='green' if good else 'red')} {text}")


def _breach(breach: Breach, word: str, colour: str) -> None:
    click.echo(f"\n{click.style(f'{word}[{breach.rule}]', fg=colour, bold=True)}: {breach.message}")
    click.echo(f"  {click.style('cause:', fg='cyan')} {breach.cause}")
    click.echo(f"  {click.style('hint:', fg='cyan')} {breach.hint}")
    _titles(breach.notes)


def _titles(titles: Sequence[str]) -> None:
    for title in titles[:_SHOWN]:
        click.echo(f"      · {title}")
    if len(titles) > _SHOWN:
        click.echo(f"      · … and {len(titles) - _SHOWN:,} more")


def _as_dict(verdict: Verdict, old: Path, new: Path) -> dict[str, object]:
    return {
        "old": display_path(old),
        "new": display_path(new),
        "anki": verdict.anki,
        "holds": verdict.holds,
        "counts": {outcome.value: number for outcome, number in verdict.counts.items()},
        "reviews": {"made": verdict.reviews, "kept": verdict.reviews_kept},
        "schedules": {"made": verdict.schedules, "kept": verdict.schedules_kept},
        "breaches": [asdict(breach) for breach in verdict.breaches],
        "warnings": [asdict(warning) for warning in verdict.warnings],
        "notes": [asdict(note) for note in verdict.notes],
    }
