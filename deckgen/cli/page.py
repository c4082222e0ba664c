"""`deckgen page`."""

from pathlib import Path

from deckgen.cli.help import command as documented
from deckgen.cli.loading import load_deck
from deckgen.cli.options import cards_argument, check_output, output_option, output_path
from deckgen.cli.printing import echo, styled
from deckgen.cli.report import stops
from deckgen.messages.wording import size_text
from deckgen.model.diagnostics import has_errors, ordered
from deckgen.system.files import display_path, write_atomically
from deckgen.web.page import render_page


@documented(
    "page",
    """
    Write CARDS as one HTML file, output/NAME.html by default: to read, search, study and print.

    The file holds everything it needs, pictures and sounds too, and loads nothing. With errors nothing is written.
    """,
    """
    deckgen page -o deck.html
    """,
)
@cards_argument
@output_option("The HTML file to write.")
def command(cards: Path, output: Path | None) -> int:
    named = check_output(output, cards, ".html")
    deck, diagnostics = load_deck(cards)
    page = ""
    if not has_errors(diagnostics):
        page, found = render_page(deck)
        diagnostics = ordered((*diagnostics, *found))
    if stops(diagnostics):
        return 1
    path = named or output_path(cards, deck, ".html")
    data = page.encode()
    write_atomically(path, data)
    echo(f"{styled(display_path(path), fg='green')}  {size_text(len(data))}")
    return 0
