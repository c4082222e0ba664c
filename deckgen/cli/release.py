"""`deckgen release`."""

import glob
from contextlib import nullcontext
from pathlib import Path

import click

from deckgen.anki.package import write_apkg
from deckgen.anki.reading import read_package
from deckgen.cli.help import command as documented
from deckgen.cli.language import text
from deckgen.cli.layout import size_text
from deckgen.cli.loading import Progress, load_deck
from deckgen.cli.options import cards_argument, check_output, is_package_of, output_option, output_path, strict_option
from deckgen.cli.printing import echo, styled
from deckgen.cli.report import stops
from deckgen.exchange.scaffold.leftovers import leftovers
from deckgen.kinds import load_kinds, note_type_of
from deckgen.model import Deck
from deckgen.model.diagnostics import DeckgenError, Severity, Text, has_errors, ordered
from deckgen.pipeline.load import load
from deckgen.release import LEDGER_NAME
from deckgen.release.again import again
from deckgen.release.ledger import format_ledger
from deckgen.release.lock import locked
from deckgen.release.publish import ReleasePlan, plan_release, publish
from deckgen.release.reading import read_ledger
from deckgen.release.rebuilding import rebuild
from deckgen.release.repository import read_repository
from deckgen.release.tagging import Tagging, plan_tag, tag_release
from deckgen.release.unfinished import refuse_unfinished
from deckgen.system.files import display_path, is_backup_name, product_path, write_atomically
from deckgen.system.reading import MOST_LEDGER, NotReadError, read_file

_NO_ACCESS: dict[str, Text] = {
    "": ("no-access", "'{path}' cannot be read: {why}", "check its name and permissions"),
    "missing": ("no-access.missing", "'{path}' is gone", "run it again"),
    "outside": (
        "no-access.outside",
        "'{path}' is a link that leads out of the deck",
        "copy the file itself to where the link is",
    ),
    "no-file": ("no-access.no-file", "'{path}' is a device or a pipe, not a file", "put the file itself there"),
    "too-large": ("no-access.too-large", "'{path}' is larger than {why}", "split it, or make it smaller"),
    "changed": ("no-access.changed", "'{path}' changed while it was read", "run it again"),
}


_AGAIN = "-again"
"""What the names of packages of `release --again` end with: they are parts of releases that are known."""


@documented("release")
@cards_argument
@click.option("--version", metavar="TEXT")
@click.option("--again", "ids", metavar="ID[,ID…]", multiple=True)
@click.option("--repair", is_flag=True)
@click.option("--tag", is_flag=True)
@click.option("--dry-run", is_flag=True)
@output_option
@strict_option
def command(
    cards: Path,
    version: str | None,
    ids: tuple[str, ...],
    output: Path | None,
    *,
    repair: bool,
    tag: bool,
    dry_run: bool,
    strict: bool,
) -> int:
    """Release a deck, bring some of its notes again, or repair its ledger."""
    if output is not None and output.suffix.lower() != ".apkg":
        raise click.UsageError(text("release.no_apkg", path=str(output)))
    if output is not None and is_backup_name(output.name):
        raise click.UsageError(text("release.backup", path=str(output)))
    if ids and (tag or version is not None):
        raise click.UsageError(text("release.again_alone"))
    if repair and (ids or tag or version is not None or output is not None):
        raise click.UsageError(text("release.repair_alone"))
    with nullcontext() if dry_run else locked(cards):
        if repair:
            return _repair(cards, dry_run=dry_run)
        with Progress() as progress:
            deck, diagnostics = load_deck(cards, progress, lint=strict)
        if ids and not has_errors(diagnostics):
            return _again(cards, deck, [key for part in ids for key in part.split(",") if key], output, dry_run=dry_run)
        diagnostics = ordered((*diagnostics, *(d._replace(severity=Severity.ERROR) for d in leftovers(cards, deck))))
        plan = None
        if not has_errors(diagnostics):
            plan, history = plan_release(cards, deck, version, check_output(output, cards, lambda _: True))
            diagnostics = ordered((*diagnostics, *history))
        if stops(diagnostics, strict=strict, undone="release.undone"):
            return 1
        if plan is None:
            echo(text("release.nothing"))
        else:
            _release(plan, plan_tag(cards, plan) if tag else None, dry_run=dry_run)
    return 0


def _release(plan: ReleasePlan, tagging: Tagging | None, *, dry_run: bool) -> None:
    names = {"tag": tagging.tag, "subject": tagging.subject, "branch": tagging.branch} if tagging else {}
    files = ", ".join(display_path(path) for path in (plan.ledger_path, plan.notes_paths[-1]))
    if dry_run:
        echo(plan.notes)
        _summary(plan, "release.would")
    if tagging is not None:
        echo(text("release.will_tag", files=files, **names))
    if dry_run:
        echo(text("release.dry"))
        return
    publish(plan)
    _summary(plan, "release.made")
    if tagging is None:
        echo(text("release.next", files=files))
    else:
        tag_release(tagging)
        echo(text("release.tagged", **names))


def _again(cards: Path, deck: Deck, ids: list[str], output: Path | None, *, dry_run: bool) -> int:
    ledger, problems = read_ledger(cards)
    if stops(problems, strict=False, undone="release.undone"):
        return 1
    if ledger.last is None:
        raise DeckgenError(
            "nothing-released", "nothing was released yet", "without --again, 'deckgen release' makes a release"
        )
    part, stamps = again(deck, ledger, ids)
    path = check_output(output, cards, is_package_of(deck))
    path = path or output_path(cards, deck, "-again.apkg", ledger.last.version)
    shown = styled(display_path(path), fg="green")
    if dry_run:
        echo(text("release.again_would", path=shown))
        echo(text("release.dry"))
    else:
        size = write_apkg(part, path, stamps)
        echo(text("release.again_wrote", path=shown, size=size_text(size)))
    return 0


def _repair(cards: Path, *, dry_run: bool) -> int:
    """Rebuild the ledger from what it still says, from git and from the packages in `output/`.

    Raises:
        DeckgenError: Nothing was ever released, or the ledger cannot be read.
    """
    deck, _ = load(cards)
    kinds, _ = load_kinds(cards)
    path = cards / LEDGER_NAME
    written = _ledger_text(path, cards)
    refuse_unfinished(written)
    prefix = product_path(cards, deck.config.name, "-").name
    folder = product_path(cards, "", "").parent
    found = sorted(folder.glob(f"{glob.escape(prefix)}*.apkg"))
    packages = {package.stem.removeprefix(prefix): package for package in found}
    snapshots = {
        version: read_package(package, media=False)
        for version, package in packages.items()
        if version != "draft" and not version.endswith(_AGAIN)
    }
    shapes = [kind.at(n) for kind in kinds if not kind.broken for n in range(1, kind.shape + 1)]
    rebuilt = rebuild(
        written, deck, read_repository(cards), snapshots, [note_type_of(kind, deck.config) for kind in shapes]
    )
    releases = rebuilt.ledger.releases
    if not releases:
        raise DeckgenError(
            "nothing-released.anywhere",
            "no release was found: not in the file, in git, or in a package",
            "name released packages",
        )
    names = ", ".join(release.version for release in releases)
    echo(text("release.repair_holds", releases=len(releases), names=names, notes=len(rebuilt.ledger.notes)))
    if rebuilt.from_packages:
        echo(text("release.repair_unknown", names=", ".join(rebuilt.from_packages)))
    shown = styled(display_path(path), fg="green")
    repaired = format_ledger(rebuilt.ledger)
    if dry_run:
        echo(text("release.dry"))
    elif repaired == written:
        echo(text("release.repair_same", path=shown))
    else:
        write_atomically(path, repaired.encode())
        echo(text("release.repair_wrote", path=shown))
    return 0


def _ledger_text(path: Path, cards: Path) -> str:
    """The ledger's text, damaged or not; empty where there is none."""
    try:
        return read_file(path, cards, MOST_LEDGER).decode("utf-8-sig", "replace")
    except NotReadError as error:
        if error.case == "missing":
            return ""
        raise DeckgenError(*_NO_ACCESS[error.case], path=display_path(path), why=error.why) from error


def _summary(plan: ReleasePlan, key: str) -> None:
    changes = plan.changes
    notes = {"added": changes.added, "changed": changes.changed, "retired": changes.retired, "touched": changes.touched}
    counts = text("release.counts", **{name: len(found) for name, found in notes.items() if name != "touched"})
    if changes.touched:
        counts += text("release.touched", count=len(changes.touched))
    if changes.note_types:
        counts += text("release.looks", count=len(changes.note_types))
    elif changes.arrangement and not any(notes.values()):
        counts = text("release.arrangement")
    version = styled(plan.version, bold=True)
    echo(text(key, version=version, counts=counts))
    for path in (plan.package_path, *plan.notes_paths, plan.ledger_path):
        echo(f"  {styled(display_path(path), fg='green')}")
