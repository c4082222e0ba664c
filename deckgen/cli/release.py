"""`deckgen release`."""

from pathlib import Path

import click

from deckgen.anki.collection_reader import read_package
from deckgen.anki.package import write_apkg
from deckgen.cli.help import command as documented
from deckgen.cli.language import text
from deckgen.cli.loading import load_deck
from deckgen.cli.options import cards_argument, output_path
from deckgen.cli.printing import echo, say, styled, usage_error
from deckgen.cli.report import stops
from deckgen.exchange.scaffold.leftovers import before_release
from deckgen.kinds import load_kinds, note_type_of
from deckgen.model import Deck
from deckgen.model.diagnostics import DeckgenError, has_errors, ordered
from deckgen.pipeline.load import load
from deckgen.release import LEDGER_NAME
from deckgen.release.building import again
from deckgen.release.history import read_repository
from deckgen.release.ledger_file import format_ledger, read_ledger
from deckgen.release.publish import ReleasePlan, plan_release, publish
from deckgen.release.repair import repair
from deckgen.release.versions import Tagging, plan_tag, tag_release
from deckgen.release.witnesses import AGAIN, packages
from deckgen.system.files import display_path, write_atomically
from deckgen.system.git import repository_around
from deckgen.system.inputs import MOST_LEDGER, NotReadError, read_file


@documented(
    "release",
    """
    Release CARDS: write a package and release notes for members, and update the ledger.

    Writes output/NAME-VERSION.apkg and .md, a copy of the release notes in cards/releases/, and the ledger,
    cards/released.jsonl: commit the last two. Errors stop the release, and nothing is written.

    With --again ID it makes a small package of those released notes instead, dated now, for members who did not get
    a fix because they had written in the note. The ledger records that.

    With --repair it rebuilds a ledger that was damaged, lost, merged or put back: from what cards/released.jsonl
    still says, both sides of a conflict, all that git knows, and packages in output/ under the names that 'release'
    gave them. Notes on which branches disagree are brought to everyone again by the next release.
    """,
    """
    deckgen release --dry-run      # show everything first
    deckgen release --version 1.0 --tag
    """,
)
@cards_argument
@click.option("--version", metavar="TEXT", help="The new version; by default the next one, or today's date.")
@click.option(
    "--again", "ids", metavar="ID[,ID…]", multiple=True, help="Bring these notes again, whatever members wrote in them."
)
@click.option(
    "--tag",
    is_flag=True,
    help="Also commit the ledger and the release notes, and tag the commit; refused where changes are not committed.",
)
@click.option("--repair", "repairs", is_flag=True, help="Rebuild the record of what members have.")
@click.option("--dry-run", is_flag=True, help="Show everything, write nothing.")
def command(
    cards: Path,
    version: str | None,
    ids: tuple[str, ...],
    *,
    tag: bool,
    repairs: bool,
    dry_run: bool,
) -> int:
    if ((ids or repairs) and (tag or version is not None)) or (ids and repairs):
        raise usage_error(
            "release.alone", "--again and --repair make no release: leave out all other options but --dry-run"
        )
    if repairs:
        return _repair(cards, dry_run=dry_run)
    deck, diagnostics = load_deck(cards)
    if ids and not has_errors(diagnostics):
        return _again(cards, deck, [key for part in ids for key in part.split(",") if key], dry_run=dry_run)
    diagnostics = before_release(cards, deck, diagnostics)
    plan = None
    if not has_errors(diagnostics):
        plan, history = plan_release(cards, deck, version)
        diagnostics = ordered((*diagnostics, *history))
    if stops(diagnostics, undone=text("release.undone", "nothing was released")):
        return 1
    if plan is None:
        say(
            "release.nothing",
            "nothing to release: the deck is as it was released, and 'deckgen build' makes its package",
        )
    else:
        _release(plan, plan_tag(cards, plan.ledger, plan.notes_paths[-1]) if tag else None, dry_run=dry_run)
    return 0


def _release(plan: ReleasePlan, tagging: Tagging | None, *, dry_run: bool) -> None:
    files = ", ".join(display_path(path) for path in (plan.ledger_path, plan.notes_paths[-1]))
    if dry_run:
        echo(plan.notes)
        _summary(plan, dry_run=True)
    if tagging is not None:
        say(
            "release.will_tag",
            "then: commit {files} to {branch} as '{subject}', and tag it {tag}",
            files=files,
            branch=tagging.branch,
            subject=tagging.subject,
            tag=tagging.tag,
        )
    if dry_run:
        say("release.dry", "nothing was written (--dry-run)")
        return
    publish(plan)
    _summary(plan, dry_run=False)
    if tagging is None and repository_around(plan.ledger_path.parent) is None:
        say(
            "release.keep",
            "next: give members the package with its release notes, and keep this folder: {path} says what they have",
            path=display_path(plan.ledger_path),
        )
    elif tagging is None:
        say("release.next", "next: commit {files}, tag it, and give members package and release notes", files=files)
    else:
        tag_release(tagging)
        say(
            "release.tagged",
            "committed to {branch} and tagged {tag}; next: git push --follow-tags, and give members the package with "
            "its release notes",
            branch=tagging.branch,
            tag=tagging.tag,
        )


def _again(cards: Path, deck: Deck, ids: list[str], *, dry_run: bool) -> int:
    ledger, problems = read_ledger(cards)
    if stops(problems, undone=text("release.undone", "nothing was released")):
        return 1
    if ledger.last is None:
        raise DeckgenError(
            "nothing-released", "nothing was released yet", "without --again, 'deckgen release' makes a release"
        )
    part, stamps, ledger = again(deck, ledger, ids)
    path = output_path(cards, deck, f"{AGAIN}.apkg", ledger.releases[-1].version)
    if not dry_run:
        # first the ledger: a package that it does not know would hide later changes
        write_atomically(cards / LEDGER_NAME, format_ledger(ledger).encode())
        write_apkg(part, path, stamps)
    say(
        "release.again",
        "{path}: whoever imports it gets these notes as released, whatever they wrote in them",
        path=styled(display_path(path), fg="green"),
    )
    if dry_run:
        say("release.dry", "nothing was written (--dry-run)")
    else:
        say(
            "release.again_next",
            "commit {path}: it records that package, so that later changes reach whoever imports it",
            path=display_path(cards / LEDGER_NAME),
        )
    return 0


def _summary(plan: ReleasePlan, *, dry_run: bool) -> None:
    changes = plan.changes
    counts = text(
        "release.counts",
        "{added} new, {changed} changed, {retired} retired",
        added=len(changes.added),
        changed=len(changes.changed),
        retired=len(changes.retired),
    )
    if changes.touched:
        counts += text("release.touched", ", {count} with other tags or the like", count=len(changes.touched))
    if changes.note_types:
        counts += text("release.looks", ", note types that look different: {count}", count=len(changes.note_types))
    version = styled(plan.version, bold=True)
    if dry_run:
        say("release.would", "would release {version}: {counts}", version=version, counts=counts)
    else:
        say("release.made", "released {version}: {counts}", version=version, counts=counts)
    for path in (plan.package_path, *plan.notes_paths, plan.ledger_path):
        echo(f"  {styled(display_path(path), fg='green')}")


def _repair(cards: Path, *, dry_run: bool) -> int:
    """Rebuild the ledger from what it still says, from git, and from packages.

    Raises:
        DeckgenError: No release is known anywhere, or the ledger cannot be read.
    """
    deck, _ = load(cards)
    kinds, _ = load_kinds(cards)
    path = cards / LEDGER_NAME
    written = _ledger_text(path, cards)
    texts = (written, *read_repository(cards).history)
    snapshots = {name: read_package(path, media=False) for name, path in packages(cards, deck).items()}
    shapes = [kind.at(n) for kind in kinds if not kind.broken for n in range(1, kind.shape + 1)]
    types = [note_type_of(kind, deck.config) for kind in shapes]
    ledger, from_packages = repair(texts, deck, snapshots, types)
    if not ledger.notes:
        raise DeckgenError(
            "nothing-released.anywhere",
            "no release was found: not in the file, in git, or in a package",
            "put released packages into output/, under the names that 'release' gave them",
        )
    names = ", ".join(release.version for release in ledger.releases)
    say(
        "release.holds",
        "{releases:?release|releases}: {names}; {notes:?note|notes}",
        releases=len(ledger.releases),
        names=names,
        notes=len(ledger.notes),
    )
    if from_packages:
        say(
            "release.unknown",
            "known from packages alone: {names}. Their exact time, what was written in the sources, and which "
            "cards a note had are not known; their notes count as changed where the text differs.",
            names=", ".join(from_packages),
        )
    made, shown = format_ledger(ledger), styled(display_path(path), fg="green")
    if dry_run:
        say("release.dry", "nothing was written (--dry-run)")
    elif made == written:
        say("release.same", "{path} says all of this already, and stays as it is", path=shown)
    else:
        write_atomically(path, made.encode())
        say("release.repaired", "{path}: check its diff, and commit it", path=shown)
    return 0


def _ledger_text(path: Path, cards: Path) -> str:
    """The ledger's text, damaged or not; empty where there is none."""
    try:
        return read_file(path, cards, MOST_LEDGER).decode("utf-8-sig", "replace")
    except NotReadError as error:
        if error.case == "missing":
            return ""
        raise error.named(display_path(path)) from error
