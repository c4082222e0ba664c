"""`deckgen site`."""

import re
from pathlib import Path

import click

from deckgen.cli.help import command as documented
from deckgen.cli.language import text
from deckgen.cli.loading import load_deck
from deckgen.cli.options import cards_argument, refuse_source
from deckgen.cli.printing import echo, say, styled, usage_error
from deckgen.cli.report import stops
from deckgen.messages.wording import size_text
from deckgen.model.diagnostics import has_errors, ordered
from deckgen.sources.config import PATTERNS
from deckgen.system.files import display_path, product_path
from deckgen.web.site import read_published, write_site


@documented(
    "site",
    """
    Write the site of the last release of CARDS, output/site/ by default: static files for any host, or to open from
    the disk.

    It holds the deck to read, search, study and print, one button for the newest package, how to import it on each
    device, the release notes of every version and deck.json. It loads nothing from outside. Sources that were not
    released are refused.
    """,
    """
    deckgen site --url https://example.org/deck/
    """,
)
@cards_argument
@click.option("--url", metavar="ADDRESS", help="Where it will be, for the QR code; by default deck.yaml's 'site'.")
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), help="The folder to write.")
def command(cards: Path, url: str | None, output: Path | None) -> int:
    if url and not re.fullmatch(PATTERNS["site"], url):
        raise usage_error(
            "site.bad_url",
            "'{url}' is not the address of a site: it must begin with https://, hold neither '?' nor '#', be "
            "ASCII, and have at most 1,000 characters",
            url=url,
        )
    if output:
        refuse_source(output, cards)
    deck, diagnostics = load_deck(cards)
    address, folder = url or deck.config.site, output or product_path(cards, "", "").with_name("site")
    published = None
    if not has_errors(diagnostics):
        published, found = read_published(cards, deck)
        diagnostics = ordered((*diagnostics, *found))
    if published is not None:
        files, found = write_site(cards, published, folder, address)
        diagnostics = ordered((*diagnostics, *found))
    if stops(diagnostics, undone=text("site.undone", "no site was written")) or published is None:
        return 1
    say(
        "site.wrote",
        "{path}: release {version}, {size} in all",
        path=styled(display_path(files[0]), fg="green"),
        version=published.last.version,
        size=size_text(sum(path.stat().st_size for path in files)),
    )
    for path in files:
        echo(f"  {display_path(path)}  {size_text(path.stat().st_size)}")
    if not address:
        say("site.no_address", "no QR code: give --url, or write 'site:' into deck.yaml")
    say(
        "site.next",
        "To publish it, put the folder on any host. Without one: drag it to app.netlify.com/drop, or choose Settings › "
        "Pages › GitHub Actions where the project is on GitHub with the workflow of 'init'.",
    )
    return 0
