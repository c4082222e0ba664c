"""`deckgen site`."""

import re
from pathlib import Path

import click

from deckgen.cli.help import command as documented
from deckgen.cli.language import text
from deckgen.cli.layout import size_text
from deckgen.cli.loading import Progress, load_deck
from deckgen.cli.options import cards_argument, strict_option
from deckgen.cli.printing import echo, styled
from deckgen.cli.report import stops
from deckgen.model.diagnostics import has_errors, ordered
from deckgen.sources.config import PATTERNS
from deckgen.system.files import display_path, product_path
from deckgen.web.site import read_published, write_site


@documented("site")
@cards_argument
@click.option("--url", metavar="ADDRESS")
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False))
@strict_option
def command(cards: Path, url: str | None, output: Path | None, *, strict: bool) -> int:
    """Write a released deck's own site."""
    if url and not re.fullmatch(PATTERNS["site"], url):
        raise click.UsageError(text("site.bad_url", url=url))
    published, site = None, None
    with Progress() as progress:
        deck, diagnostics = load_deck(cards, progress, lint=strict)
    if not has_errors(diagnostics):
        published, found = read_published(cards, deck)
        diagnostics = ordered((*diagnostics, *found))
    if published is None or (strict and diagnostics):
        stops(diagnostics, strict=True, undone="site.undone")
        return 1
    folder = output or product_path(cards, "", "").with_name("site")
    site, found = write_site(cards, published, folder, url or deck.config.site)
    if stops(ordered((*diagnostics, *found)), strict=False, undone="site.undone") or site is None:
        return 1
    where = styled(display_path(site.index), fg="green")
    echo(text("site.wrote", path=where, version=published.last.version, size=size_text(site.size)))
    for path in site.files:
        echo(f"  {display_path(path)}  {size_text(path.stat().st_size)}")
    if not (url or deck.config.site):
        echo(text("site.no_address"))
    echo(text("site.next"))
    return 0
