"""`deckgen kinds`."""

from collections.abc import Sequence

import click

from deckgen.cli.help import command as documented
from deckgen.cli.language import language, text
from deckgen.cli.options import no_such
from deckgen.cli.printing import echo, in_column, padded, say, styled
from deckgen.cli.report import show
from deckgen.kinds import folder_of, load_kinds
from deckgen.kinds.documentation import example_of, field_help
from deckgen.model import Kind
from deckgen.model.diagnostics import DeckgenError, Diagnostic, has_errors
from deckgen.sources.discovery import nearest_cards_folder
from deckgen.sources.field_names import near_field
from deckgen.system.files import display_path

_TEXTS = {
    "kinds.markdown": "Markdown",
    "kinds.steps": "list, numbered",
    "kinds.bullets": "list",
    "kinds.sources": "list",
    "kinds.html": "HTML",
    "kinds.flag": "true/false",
}
"""Formats of fields."""


@documented(
    "kinds",
    """
    List the kinds of cards and their fields: the built-in ones and the deck's own.
    With KIND, show one, where its files are, and an example to copy.
    """,
    """
    deckgen kinds question
    """,
)
@click.argument("name", metavar="[KIND]", required=False)
def command(name: str | None) -> int:
    cards = nearest_cards_folder()
    kinds, diagnostics = load_kinds(cards)
    kinds = tuple(kind for kind in kinds if not kind.broken)
    if name is not None:
        known = [kind.name for kind in kinds]
        kinds = tuple(kind for kind in kinds if name in {kind.name, kind.key})
        if not kinds:
            refuse_broken(diagnostics)
            raise no_such(name, near_field(name, known)[1].get("near", ""), known)
    echo("\n\n".join("\n".join(_lines(kind)) for kind in kinds) + "\n")
    if name is None:
        say(
            "kinds.every",
            "* and id are required. Any card may have category, tags, requires, ignore, guid, html, followups (cards).",
        )
        refuse_broken(diagnostics)
    else:
        say("kinds.files", "Its files: {folder}", folder=display_path(folder_of(kinds[0], cards)))
        echo(f"\n{styled(text('kinds.example', 'Example'), bold=True)}\n{example_of(kinds[0], language()).rstrip()}")
    return 0


def refuse_broken(diagnostics: Sequence[Diagnostic]) -> None:
    """Show what is wrong with kinds.

    Raises:
        DeckgenError: One of them is broken.
    """
    show(diagnostics)
    if has_errors(diagnostics):
        raise DeckgenError("broken-kind", "a kind of this deck is broken", "fix what is reported above")


def _lines(kind: Kind) -> list[str]:
    cards = [
        text("kinds.when", "{card} (if {field})", card=card.name, field=card.when) if card.when else card.name
        for card in kind.cards
    ]
    name = styled(kind.name, bold=True, fg="green")
    begins = text("kinds.begins", "begins with '{key}:'", key=kind.key)
    lines = [f"{name}  {begins}  {text('kinds.of_cards', 'cards: {cards}', cards=', '.join(cards))}"]
    for spec in kind.authored.values():
        mark = "*" if spec.required else " "
        form = padded(text(f"kinds.{spec.format.value}", _TEXTS), 15)
        lines.append(f"  {mark} {spec.name:<15} {form} {in_column(field_help(kind, spec.name, language()), 36)}")
    return lines
