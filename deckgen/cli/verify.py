"""`deckgen verify`."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from deckgen.anki.package import write_apkg
from deckgen.cli.help import command as documented
from deckgen.cli.language import language, text
from deckgen.cli.loading import prepare_deck
from deckgen.cli.printing import echo, echo_titles, redraw, say, styled
from deckgen.cli.report import show
from deckgen.model.diagnostics import has_errors
from deckgen.release.verify import Outcome, Verdict, judge, rehearse
from deckgen.release.verify.breaches import Breach
from deckgen.release.verify.verdict import BROKEN
from deckgen.sources.discovery import cards_folder
from deckgen.system.files import display_path

_TEXTS = {
    "verify.new": "new: came with the update",
    "verify.updated": "updated: changed upstream, and the change arrived",
    "verify.kept": "kept: did not change upstream, and stayed as the member had them",
    "verify.overwritten": "overwritten: did not change upstream, but the member's edits were lost",
    "verify.missed": "missed: new or changed upstream, and did not arrive so",
    "verify.conflicting": "conflicting: have another note type now; Anki will never update them",
    "verify.spared": "spared: changed upstream in tags or the like only; the member wrote in them, and keeps all of it",
    "verify.orphaned": "orphaned: left the source; members keep them until they delete them",
    "verify.duplicated": "duplicated: came a second time, next to the member's own copy",
}
"""What became of notes, by outcome."""


@documented(
    "verify",
    """
    Rehearse in the real Anki what a member who has OLD sees on importing NEW.

    OLD and NEW are packages from any tool, or cards folders, which are built first. In a temporary collection,
    never your own: imports OLD, reviews, edits and tags as a member would, imports NEW, and says what became of
    each note. The member is simulated: no real one is asked.

    Exits with 1 where a review is lost, a note doubled, an edit on an unchanged note overwritten, or a change does
    not arrive.
    """,
    """
    deckgen verify output/NAME-1.0.apkg cards
    """,
)
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
def command(old: Path, new: Path) -> int:
    with tempfile.TemporaryDirectory(prefix="deckgen-verify-") as folder:
        first, second = (_package(source, Path(folder) / f"{n}.apkg") for n, source in enumerate((old, new)))
        if first is None or second is None:
            return 1
        redraw(text("verify.working", "rehearsing"))
        verdict = judge(rehearse(first, second))
    redraw("")
    _report(verdict, old, new)
    return 0 if verdict.holds else 1


def _package(source: Path, target: Path) -> Path | None:
    """The package itself, or one built from a cards folder; None where the cards have errors."""
    if not source.is_dir():
        return source
    ready, diagnostics = prepare_deck(cards_folder(source))
    if has_errors(diagnostics):
        show(diagnostics)
        return None
    write_apkg(ready.deck, target, ready.stamps)
    return target


def _report(verdict: Verdict, old: Path, new: Path) -> None:
    say(
        "verify.rehearsed",
        "{old} → {new}, rehearsed in Anki {anki} with a simulated member",
        old=display_path(old),
        new=display_path(new),
        anki=verdict.anki,
    )
    echo()
    for outcome, number in verdict.counts.items():
        _line(f"{number:>6,}  {text(f'verify.{outcome.value}', _TEXTS)}", good=outcome not in BROKEN)
        if outcome is not Outcome.KEPT and outcome not in BROKEN:
            echo_titles([note.title for note in verdict.of(outcome)])
    echo()
    for words, good in _member(verdict):
        _line(words, good=good)
    for breach in verdict.breaches:
        _breach(breach, text("verify.broken", "broken"), "red")
    for warning in verdict.warnings:
        _breach(warning, text("deckgen.warning", "warning"), "yellow")
    if verdict.holds:
        words = text("verify.holds", "The promise holds: members can import this.")
    else:
        words = text("verify.breaks", "The promise is broken in {n:?way|ways}.", n=len(verdict.breaches))
    echo(f"\n{styled(words, fg='green' if verdict.holds else 'red', bold=True)}")


def _member(verdict: Verdict) -> Iterator[tuple[str, bool]]:
    """What the member did and kept, line by line, and whether it is as promised."""
    did = text(
        "verify.did",
        "the member wrote in {written} of {all:?note|notes}, reviewed or suspended {studied:?card|cards}",
        written=sum(note.written for note in verdict.notes),
        all=verdict.had,
        studied=verdict.schedules,
    )
    yield did, True
    kept, made = verdict.reviews_kept, verdict.reviews
    yield text("verify.reviews", "reviews: {kept} of {all} kept", kept=kept, all=made), kept == made
    kept, made = verdict.schedules_kept, verdict.schedules
    schedules = text(
        "verify.schedules", "{kept} of {all} studied cards keep their due date and deck", kept=kept, all=made
    )
    yield schedules, kept == made
    untouched = [note for note in verdict.of(Outcome.KEPT, Outcome.OVERWRITTEN, Outcome.ORPHANED) if note.written]
    kept, made = sum(note.kept for note in untouched), len(untouched)
    if made:
        written = text(
            "verify.written",
            "edits and tags: {kept} of {all} kept on notes that did not change upstream",
            kept=kept,
            all=made,
        )
        yield written, kept == made
    touched = [note for note in verdict.of(Outcome.UPDATED, Outcome.MISSED) if note.written]
    lost = sum(not note.kept for note in touched)
    if lost:
        replaced = text(
            "verify.replaced",
            "replaced on {n} of {all:?note|notes} that changed upstream; Anki does so with every changed note",
            n=lost,
            all=len(touched),
        )
        yield replaced, True


def _line(words: str, *, good: bool) -> None:
    echo(f"  {styled(words, fg='green' if good else 'red')}")


def _breach(breach: Breach, word: str, color: str) -> None:
    message, hint = breach.finding.said(language())
    echo(f"\n{styled(f'{word}[{breach.finding.rule}]', fg=color, bold=True)}: {message}")
    echo(f"  {styled(text('deckgen.hint', 'hint') + ':', fg='cyan')} {hint}")
    echo_titles(breach.notes)
