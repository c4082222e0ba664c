"""`deckgen import`."""

from __future__ import annotations

import itertools
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckgen.cli.common import show
from deckgen.cli.language import text
from deckgen.cli.spoken import command as spoken
from deckgen.diagnostics import has_errors
from deckgen.files import display_path
from deckgen.importers.choose import Form, form_of, read_draft
from deckgen.importers.columns import parse_map
from deckgen.importers.project import Existing, card_files, language_of, look_at, project_files, write
from deckgen.importers.report import NAME, report_text
from deckgen.kinds import load_kinds
from deckgen.pipeline import load
from deckgen.scaffold import LANGUAGES
from deckgen.sources.discovery import named_cards_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deckgen.importers.model import Draft
    from deckgen.model import Kind

_FEW = 12
"""Files that the summary lists."""


@spoken("import")
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
@click.option("--into", type=click.Path(path_type=Path, file_okay=False))
@click.option("--map", "mapping", default="")
@click.option("--as", "form", type=click.Choice([form.value for form in Form]))
@click.option("--name")
@click.option("--language", type=click.Choice(LANGUAGES))
def command(  # noqa: PLR0913, PLR0917 - click hands over each option as a parameter
    source: Path,
    folder: Path | None,
    into: Path | None,
    mapping: str,
    form: str | None,
    name: str | None,
    language: str | None,
) -> int:
    """Make a deck project of cards that exist, or add them to a deck."""
    if (folder is None) == (into is None):
        raise click.UsageError(text("import.one_place"))
    into = into and named_cards_folder(into)
    kinds = load_kinds(into)[0] if into else load_kinds(Path())[0]
    chosen = Form(form) if form else form_of(source)
    existing = look_at(into) if into else Existing()
    draft = read_draft(source, chosen, kinds, parse_map(mapping), existing.media)
    if into is not None:
        cards, files = into, card_files(into, draft, existing)
    else:
        assert folder is not None  # noqa: S101 - one of the two is there
        cards = folder / "cards"
        title = name or draft.name or folder.resolve().name
        files = project_files(folder, draft, title, language or language_of(draft))
    report = _report(cards.parent, draft, source)
    media = {cards / "media" / name: read for name, read in draft.media.items()}
    for _ in write(files | report, media):
        pass
    _summary(draft, kinds, [path for path in files if path.suffix == ".yaml" and path.name != "deck.yaml"])
    for path in report:
        click.echo(f"{_what_is_left(draft)}: {click.style(display_path(path), fg='yellow')}")
    deck, diagnostics = load(cards)
    if has_errors(diagnostics):
        show([diagnostic for diagnostic in diagnostics if diagnostic.is_error])
        return 1
    click.echo(text("import.ready", n=len(deck.notes), path=display_path(cards)))
    return 0


def _report(folder: Path, draft: Draft, source: Path) -> dict[Path, bytes]:
    """The report's file, under a name that is free; none where there is nothing to say."""
    said = report_text(draft, source.name)
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
    click.echo(text("import.notes", n=total, kinds=of_kinds) + media)
    for path, section in list(zip(files, draft.sections, strict=True))[:_FEW]:
        click.echo(f"  {display_path(path)}  {len(section.cards):,}")
    if len(files) > _FEW:
        click.echo(f"  {text('deckgen.more', n=len(files) - _FEW)}")


def _what_is_left(draft: Draft) -> str:
    counts = {"left": draft.left, "look": draft.look, "changed": draft.changed}
    return ", ".join(text(f"import.{key}", n=len(remarks)) for key, remarks in counts.items() if remarks)
