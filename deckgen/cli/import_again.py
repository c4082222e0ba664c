"""An import into a deck that has some of its cards: what differs, what stays, and what is gone from the source."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from deckgen.cli.language import more
from deckgen.cli.printing import echo, indented, say, styled
from deckgen.exchange.draft import CardDraft, Draft
from deckgen.exchange.importing.again import Said, changed_files, split_known
from deckgen.exchange.importing.read import Form
from deckgen.exchange.source_cards import source_cards
from deckgen.messages.inert import one_line
from deckgen.model import Kind
from deckgen.model.diagnostics import DeckgenError

_FEW = 12
"""Names that one line lists."""


def check_update(into: Path | None, form: Form, source: Path) -> None:
    """Raise where --update has nothing to change."""
    if into is None:
        raise DeckgenError(
            "cannot-import.update-elsewhere",
            "--update changes cards of a deck that exists",
            "name its folder: --into cards",
        )
    if form is Form.PACKAGE:
        raise DeckgenError(
            "cannot-import.update-package",
            "--update is for tables and notes: what members or Anki changed in a package comes in by merge",
            "deckgen merge {path} shows it; without --update, import adds the notes that the deck lacks",
            path=str(source),
        )


def update_known(
    draft: Draft, cards: Path, kinds: Sequence[Kind], source: str, last: Mapping[str, Said], *, update: bool
) -> tuple[Draft, Mapping[str, CardDraft], dict[Path, bytes]]:
    """The new cards of a draft, the known ones, and the card files with what differs of these, which is shown.

    `last` is what this source said at its last import.

    Raises:
        DeckgenError: Some cards are known, and the author does not want to update them.
    """
    total = sum(len(section.cards) for section in draft.sections)
    again = split_known(draft, source_cards(cards, tuple(kinds)), last)
    if again.known and not update:
        differ, new = len(again.updates), total - len(again.known)
        raise DeckgenError(
            "import-again",
            "{known} of {total} are in the deck already",
            "--update changes the {differ} that differ and adds the {new} new ones; a card with an id of "
            "its own is always new",
            known=len(again.known),
            total=total,
            differ=differ,
            new=new,
        )
    for card in again.updates:
        echo(styled(f"~ {one_line(str(next(iter(card.draft.fields.values()))))}  ({card.source.card.id})", bold=True))
        for field in card.fields:
            echo(f"  {field.column}")
            if field.old:
                echo(styled(indented(f"- {field.old}", "    "), fg="red"))
            echo(styled(indented(f"+ {field.new}", "    "), fg="green"))
    if again.known:
        say(
            "import.known",
            "{n:?card is|cards are} in the deck already; {differ} of them changed",
            n=len(again.known),
            differ=len(again.updates),
        )
    if again.kept:
        say(
            "import.kept",
            "corrected in the deck, not in {source}, and left as they are; correct them in {source}, too: {fields}",
            source=source,
            fields=_some([f"{id_} ({field})" for id_, field in again.kept]),
        )
    if again.gone:
        say(
            "import.gone",
            "in the deck, but no longer in {source}: {ids}; to remove a card, delete it from its card file",
            source=source,
            ids=_some(again.gone),
        )
    return again.draft, again.known, changed_files(again.updates)


def _some(names: Sequence[str]) -> str:
    return ", ".join([*names[:_FEW], *([more(len(names) - _FEW)] if len(names) > _FEW else [])])
