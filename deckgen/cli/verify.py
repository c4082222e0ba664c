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

_SHOWN = 6
"""Titles shown for an outcome; `--format json` has them all."""
_WIDTH = 12


@documented("verify")
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
    redraw(text(f"verify.{step}", name=name) if step else "")


def _report(verdict: Verdict, old: Path, new: Path) -> None:
    places = {"old": display_path(old), "new": display_path(new)}
    echo(text("verify.rehearsed", anki=verdict.anki, **places) + "\n")
    columns = max(_WIDTH, *(width(text(f"verify.{outcome.value}")) for outcome in verdict.counts))
    for outcome, number in verdict.counts.items():
        colour = "red" if outcome in BROKEN else "green"
        name = styled(padded(text(f"verify.{outcome.value}"), columns), fg=colour)
        echo(f"  {name} {number:>6,}  {text(f'verify.{outcome.value}_means')}")
        if outcome is not Outcome.KEPT and outcome not in BROKEN:
            _titles([note.title for note in verdict.of(outcome)])
    echo()
    written = sum(note.edited or note.tagged for note in verdict.notes)
    did = text("verify.did", written=written, all=len(verdict.notes), studied=verdict.schedules)
    _line(text("verify.member"), did, good=True)
    for name, kept, all_ in (
        ("reviews", verdict.reviews_kept, verdict.reviews),
        ("schedule", verdict.schedules_kept, verdict.schedules),
    ):
        _line(text(f"verify.{name}"), text(f"verify.{name}_kept", kept=kept, all=all_), good=kept == all_)
    _edits(verdict)
    for breach in verdict.breaches:
        _breach(breach, text("verify.broken"), "red")
    for warning in verdict.warnings:
        _breach(warning, text("deckgen.warning"), "yellow")
    echo()
    lost = text("verify.lost", n=verdict.replaced) if verdict.replaced else ""
    if verdict.holds:
        echo(styled(text("verify.holds", lost=lost), fg="green", bold=True))
    else:
        echo(styled(text("verify.breaks", n=len(verdict.breaches), lost=lost), fg="red", bold=True))


def _edits(verdict: Verdict) -> None:
    untouched = verdict.of(Outcome.KEPT, Outcome.OVERWRITTEN, Outcome.ORPHANED)
    changed = verdict.of(Outcome.UPDATED, Outcome.MISSED)
    for name, done, kept in (
        ("edits", [n.edited for n in untouched], [n.edit_kept for n in untouched]),
        ("tags", [n.tagged for n in untouched], [n.tag_kept for n in untouched]),
    ):
        if sum(done):
            words = text("verify.own_kept", kept=sum(kept), all=sum(done))
            _line(text(f"verify.{name}"), words, good=sum(kept) == sum(done))
    touched = [n for n in changed if n.edited or n.tagged]
    replaced = sum((n.edited and not n.edit_kept) or (n.tagged and not n.tag_kept) for n in touched)
    if replaced:
        words = text("verify.replaced", n=replaced, all=len(touched))
        _line("", words, good=replaced < len(verdict.notes) / 2)


def _line(name: str, words: str, *, good: bool) -> None:
    echo(f"  {styled(padded(name, _WIDTH), fg='green' if good else 'red')} {words}")


def _breach(breach: Breach, word: str, colour: str) -> None:
    said = breach.said(language())
    echo(f"\n{styled(f'{word}[{breach.rule}]', fg=colour, bold=True)}: {said.message}")
    echo(f"  {styled(text('verify.cause') + ':', fg='cyan')} {breach.cause(language())}")
    echo(f"  {styled(text('deckgen.hint') + ':', fg='cyan')} {said.hint}")
    _titles(breach.notes)


def _breach_values(breach: Breach) -> dict[str, object]:
    message, hint = breach.said(language())
    cause = breach.cause(language())
    return {"rule": breach.rule, "message": message, "cause": cause, "hint": hint, "notes": breach.notes}


def _titles(titles: Sequence[str]) -> None:
    for title in titles[:_SHOWN]:
        echo(f"      · {one_line(title)}")
    if len(titles) > _SHOWN:
        echo(f"      · {text('deckgen.more', n=len(titles) - _SHOWN)}")


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
