"""`deckgen verify`."""

import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from deckgen.cli.help import command as documented
from deckgen.cli.language import language, text
from deckgen.cli.layout import padded, width
from deckgen.cli.loading import prepare_deck
from deckgen.cli.options import format_option
from deckgen.cli.printing import echo, echo_json, redraw, styled
from deckgen.cli.report import show
from deckgen.messages.inert import one_line
from deckgen.model.diagnostics import has_errors
from deckgen.release.verify import Breach, Outcome, Verdict, judge, rehearse
from deckgen.release.verify.verdict import BROKEN
from deckgen.sources.discovery import cards_folder
from deckgen.system.files import display_path

_TEXTS = {
    "verify.reading": "reading both packages",
    "verify.alone": "importing {name} alone",
    "verify.importing": "importing {name}",
    "verify.acting": "studying and editing as a member would",
    "verify.new": "new",
    "verify.updated": "updated",
    "verify.kept": "kept",
    "verify.overwritten": "overwritten",
    "verify.missed": "missed",
    "verify.conflicting": "conflicting",
    "verify.spared": "spared",
    "verify.late": "late",
    "verify.returned": "returned",
    "verify.orphaned": "orphaned",
    "verify.duplicated": "duplicated",
    "verify.refused": "refused",
    "verify.new_means": "came with the update",
    "verify.updated_means": "changed upstream, and the change arrived",
    "verify.kept_means": "did not change upstream, and stayed as the member had them",
    "verify.overwritten_means": "did not change upstream, but the member's edits were lost",
    "verify.missed_means": "changed upstream, and the change did not arrive",
    "verify.conflicting_means": "have another note type now; Anki will never update them",
    "verify.spared_means": "changed upstream in tags or the like only; the member wrote in them, and keeps all of it",
    "verify.late_means": "changed upstream, but the member wrote in them since, or they became leeches",
    "verify.returned_means": "were deleted by the member, and came back: suspend instead",
    "verify.orphaned_means": "left the source; members keep them until they delete them",
    "verify.duplicated_means": "came a second time, next to the member's own copy",
    "verify.refused_means": "are new and did not arrive",
    "verify.reviews": "reviews",
    "verify.reviews_kept": "{kept} of {all} kept",
    "verify.schedule": "schedule",
    "verify.schedule_kept": "{kept} of {all} studied cards keep their due date and deck",
    "verify.edits": "edits",
    "verify.tags": "tags",
}


_SHOWN = 6
"""Titles shown for an outcome; `--format json` has them all."""
_WIDTH = 12


@documented(
    "verify",
    """
    Rehearse in the real Anki what a member sees who has OLD and imports NEW.

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
@format_option()
def command(old: Path, new: Path, form: str) -> int:
    """Rehearse in the real Anki what a member sees who has one package and imports another."""
    with tempfile.TemporaryDirectory(prefix="deckgen-verify-") as folder:
        first, second = (_package(source, Path(folder) / f"{n}.apkg") for n, source in enumerate((old, new)))
        if first is None or second is None:
            return 1
        verdict = judge(rehearse(first, second, _progress))
    _progress()
    if form == "json":
        echo_json(_as_dict(verdict, old, new))
    else:
        _report(verdict, old, new)
    return 0 if verdict.holds else 1


def _package(source: Path, target: Path) -> Path | None:
    """The package itself, or one built from a cards folder; None where the cards have errors."""
    if not source.is_dir():
        return source
    from deckgen.anki.package import write_apkg

    ready, diagnostics = prepare_deck(cards_folder(source))
    if has_errors(diagnostics):
        show(diagnostics)
        return None
    write_apkg(ready.deck, target, ready.stamps)
    return target


def _progress(step: str = "", name: str = "") -> None:
    redraw(text(f"verify.{step}", _TEXTS, name=name) if step else "")


def _report(verdict: Verdict, old: Path, new: Path) -> None:
    places = {"old": display_path(old), "new": display_path(new)}
    echo(
        text(
            "verify.rehearsed",
            "{old} → {new}, rehearsed in Anki {anki} with a simulated member",
            anki=verdict.anki,
            **places,
        )
        + "\n"
    )
    columns = max(_WIDTH, *(width(text(f"verify.{outcome.value}", _TEXTS)) for outcome in verdict.counts))
    for outcome, number in verdict.counts.items():
        color = "red" if outcome in BROKEN else "green"
        name = styled(padded(text(f"verify.{outcome.value}", _TEXTS), columns), fg=color)
        echo(f"  {name} {number:>6,}  {text(f'verify.{outcome.value}_means', _TEXTS)}")
        if outcome is not Outcome.KEPT and outcome not in BROKEN:
            _titles([note.title for note in verdict.of(outcome)])
    echo()
    written = sum(note.edited or note.tagged for note in verdict.notes)
    did = text(
        "verify.did",
        "wrote in {written} of {all:?note|notes}, reviewed or suspended {studied:?card|cards}",
        written=written,
        all=len(verdict.notes),
        studied=verdict.schedules,
    )
    _line(text("verify.member", "member"), did, good=True)
    for name, kept, all_ in (
        ("reviews", verdict.reviews_kept, verdict.reviews),
        ("schedule", verdict.schedules_kept, verdict.schedules),
    ):
        _line(
            text(f"verify.{name}", _TEXTS), text(f"verify.{name}_kept", _TEXTS, kept=kept, all=all_), good=kept == all_
        )
    _edits(verdict)
    for breach in verdict.breaches:
        _breach(breach, text("verify.broken", "broken"), "red")
    for warning in verdict.warnings:
        _breach(warning, text("deckgen.warning", "warning"), "yellow")
    echo()
    lost = (
        text("verify.lost", " (the member's words on {n:?note|notes} are replaced)", n=verdict.replaced)
        if verdict.replaced
        else ""
    )
    if verdict.holds:
        echo(
            styled(
                text("verify.holds", "The promise holds: members can import this{lost}.", lost=lost),
                fg="green",
                bold=True,
            )
        )
    else:
        echo(
            styled(
                text(
                    "verify.breaks", "The promise is broken in {n:?way|ways}{lost}.", n=len(verdict.breaches), lost=lost
                ),
                fg="red",
                bold=True,
            )
        )


def _edits(verdict: Verdict) -> None:
    untouched = verdict.of(Outcome.KEPT, Outcome.OVERWRITTEN, Outcome.ORPHANED)
    changed = verdict.of(Outcome.UPDATED, Outcome.MISSED)
    for name, done, kept in (
        ("edits", [n.edited for n in untouched], [n.edit_kept for n in untouched]),
        ("tags", [n.tagged for n in untouched], [n.tag_kept for n in untouched]),
    ):
        if sum(done):
            words = text(
                "verify.own_kept",
                "{kept} of {all} kept on notes that did not change upstream",
                kept=sum(kept),
                all=sum(done),
            )
            _line(text(f"verify.{name}", _TEXTS), words, good=sum(kept) == sum(done))
    touched = [n for n in changed if n.edited or n.tagged]
    replaced = sum((n.edited and not n.edit_kept) or (n.tagged and not n.tag_kept) for n in touched)
    if replaced:
        words = text(
            "verify.replaced",
            ("replaced on {n} of {all:?note|notes} that changed upstream; Anki does so with every changed note"),
            n=replaced,
            all=len(touched),
        )
        _line("", words, good=replaced < len(verdict.notes) / 2)


def _line(name: str, words: str, *, good: bool) -> None:
    echo(f"  {styled(padded(name, _WIDTH), fg='green' if good else 'red')} {words}")


def _breach(breach: Breach, word: str, color: str) -> None:
    said = breach.said(language())
    echo(f"\n{styled(f'{word}[{breach.rule}]', fg=color, bold=True)}: {said.message}")
    echo(f"  {styled(text('verify.cause', 'cause') + ':', fg='cyan')} {breach.cause(language())}")
    echo(f"  {styled(text('deckgen.hint', 'hint') + ':', fg='cyan')} {said.hint}")
    _titles(breach.notes)


def _breach_values(breach: Breach) -> dict[str, object]:
    message, hint = breach.said(language())
    cause = breach.cause(language())
    return {"rule": breach.rule, "message": message, "cause": cause, "hint": hint, "notes": breach.notes}


def _titles(titles: Sequence[str]) -> None:
    for title in titles[:_SHOWN]:
        echo(f"      · {one_line(title)}")
    if len(titles) > _SHOWN:
        echo(f"      · {text('deckgen.more', '… and {n} more', n=len(titles) - _SHOWN)}")


def _as_dict(verdict: Verdict, old: Path, new: Path) -> dict[str, object]:
    return {
        "old": display_path(old),
        "new": display_path(new),
        "anki": verdict.anki,
        "holds": verdict.holds,
        "counts": {outcome.value: number for outcome, number in verdict.counts.items()},
        "reviews": {"made": verdict.reviews, "kept": verdict.reviews_kept},
        "schedules": {"made": verdict.schedules, "kept": verdict.schedules_kept},
        "breaches": [_breach_values(breach) for breach in verdict.breaches],
        "warnings": [_breach_values(warning) for warning in verdict.warnings],
        "notes": [asdict(note) for note in verdict.notes],
    }
