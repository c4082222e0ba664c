"""`deckgen import`."""

import itertools
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path

import click

from deckgen.cli.help import command as documented
from deckgen.cli.language import language as spoken_language
from deckgen.cli.language import text
from deckgen.cli.loading import Progress
from deckgen.cli.printing import echo, styled
from deckgen.cli.report import show
from deckgen.exchange.importing.choose import Form, form_of, read_draft
from deckgen.exchange.importing.columns import parse_map
from deckgen.exchange.importing.model import Before, Draft
from deckgen.exchange.importing.project import Existing, card_files, language_of, look_at, project_files, write
from deckgen.exchange.importing.release_zero import release_zero
from deckgen.exchange.importing.report import NAME, report_text
from deckgen.exchange.importing.whole import whole
from deckgen.exchange.scaffold import LANGUAGES
from deckgen.kinds import load_kinds
from deckgen.model import Deck, Kind
from deckgen.model.diagnostics import DeckgenError, Diagnostic
from deckgen.pipeline.load import load
from deckgen.release import LEDGER_NAME
from deckgen.release.ledger import Ledger
from deckgen.release.ledger_file import format_ledger, read_ledger
from deckgen.release.publish import locked
from deckgen.sources.discovery import named_cards_folder
from deckgen.system.clock import wall_clock
from deckgen.system.files import display_path, write_atomically

_FEW = 12
"""Files that the summary lists."""


@documented("import")
@click.argument("source", type=click.Path(path_type=Path, exists=True))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
@click.option("--into", type=click.Path(path_type=Path, file_okay=False))
@click.option("--map", "mapping", default="")
@click.option("--as", "form", type=click.Choice([form.value for form in Form]))
@click.option("--kinds", "move", is_flag=True)
@click.option("--name")
@click.option("--language", type=click.Choice(LANGUAGES))
def command(
    source: Path,
    folder: Path | None,
    into: Path | None,
    mapping: str,
    form: str | None,
    name: str | None,
    language: str | None,
    *,
    move: bool,
) -> int:
    """Make a deck project of cards that exist, or add them to a deck."""
    if (folder is None) == (into is None):
        raise click.UsageError(text("import.one_place"))
    into = into and named_cards_folder(into)
    kinds = load_kinds(into)[0] if into else load_kinds(Path())[0]
    chosen = Form(form) if form else form_of(source)
    existing = look_at(into) if into else Existing()
    with Progress() as progress:
        draft, kinds = read_draft(source, chosen, kinds, parse_map(mapping), existing, move=move, progress=progress)
        if into is not None:
            cards, files = into, card_files(into, draft, existing)
        else:
            assert folder is not None  # noqa: S101 - one of the two is there
            cards = folder / "cards"
            title = name or draft.name or folder.resolve().name
            files = project_files(folder, draft, title, language or language_of(draft, spoken_language()), kinds)
        report = _report(cards.parent, draft, source)
        media = {cards / "media" / name: read for name, read in draft.media.items()}
        with locked(cards) if into and _members(draft) else nullcontext():
            deck, errors = _written(cards, draft, files | report, media, progress)
    sections = [path for path in files if path.suffix == ".yaml" and path.parent == cards][-len(draft.sections) :]
    _summary(draft, kinds, sections)
    for path in report:
        echo(f"{_what_is_left(draft)}: {styled(display_path(path), fg='yellow')}")
    if errors:
        show(errors)
        return 1
    _say_of_members(draft)
    echo(text("import.ready", n=len(deck.notes), path=display_path(cards)))
    return 0


def _written(
    cards: Path,
    draft: Draft,
    files: Mapping[Path, bytes],
    media: Mapping[Path, Callable[[], bytes]],
    progress: Progress,
) -> tuple[Deck, Sequence[Diagnostic]]:
    """Write the files, compile them, and record what members have of them; gives the deck and its errors.

    Raises:
        DeckgenError: Members have the cards, and they would be errors here: nothing stays written.
    """
    ledger, problems = read_ledger(cards) if cards.exists() else (Ledger(), ())
    if problems:
        show(problems)
        raise DeckgenError(
            "deck-has-errors",
            "the deck in '{cards}' has errors",
            "fix them first: deckgen check {cards}",
            cards=str(cards),
        )
    before, paths = _members(draft), (*media, *files)
    with whole(cards, paths, dated=before is not None):
        for done, _ in enumerate(write(files, media)):
            progress("write", done, len(paths))
        deck, diagnostics = load(cards, progress=progress)
        errors = [diagnostic for diagnostic in diagnostics if diagnostic.is_error]
        if errors and before is not None:
            show(errors)
            raise DeckgenError(
                "cannot-import.errors",
                "what is imported would be errors in this deck",
                "nothing was written; take it into a folder of its own, or change what the deck demands in deck.yaml",
            )
        if before is not None:
            moved = release_zero(deck, before, ledger, wall_clock())
            write_atomically(cards / LEDGER_NAME, format_ledger(moved).encode())
    return deck, errors


def _members(draft: Draft) -> Before | None:
    """What members have of a draft; None where nobody has it, or nobody knows by which ids."""
    return draft.before if draft.before is not None and draft.before.note_types else None


def _say_of_members(draft: Draft) -> None:
    """What members see of the deck that moved in."""
    before = draft.before
    if before is not None and before.moved:
        echo(text("import.moved", n=before.moved))
    if before is not None and before.kinds and not before.note_types:
        echo(text("import.undated"))
    if before is not None and before.note_types:
        echo(text("import.zero", n=len(before.notes)))


def _report(folder: Path, draft: Draft, source: Path) -> dict[Path, bytes]:
    """The report's file, under a name that is free; none where there is nothing to say."""
    said = report_text(draft, source.name or source.resolve().name, spoken_language())
    if not said:
        return {}
    names = itertools.chain((NAME,), (f"{NAME}-{n}" for n in itertools.count(2)))
    path = next(path for name in names if not (path := folder / f"{name}.txt").exists())
    return {path: said.encode()}


def _summary(draft: Draft, kinds: Sequence[Kind], files: Sequence[Path]) -> None:
    by_key = {kind.key: kind.name for kind in kinds}
    counts = Counter(by_key.get(next(iter(card.fields)), "") for section in draft.sections for card in section.cards)
    total = sum(counts.values())
    of_kinds = ", ".join(f"{counts[kind.name]:,} {kind.name}" for kind in kinds if counts[kind.name])
    media = text("import.media", n=len(draft.media)) if draft.media else ""
    echo(text("import.notes", n=total, kinds=of_kinds) + media)
    for path, section in list(zip(files, draft.sections, strict=True))[:_FEW]:
        echo(f"  {display_path(path)}  {len(section.cards):,}")
    if len(files) > _FEW:
        echo(f"  {text('deckgen.more', n=len(files) - _FEW)}")


def _what_is_left(draft: Draft) -> str:
    counts = {"left": draft.left, "look": draft.look, "changed": draft.changed}
    return ", ".join(text(f"import.{key}", n=len(remarks)) for key, remarks in counts.items() if remarks)
