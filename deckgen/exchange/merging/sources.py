"""Where each card of a deck is written."""

from __future__ import annotations

from pathlib import Path

from deckgen.exchange.merging.model import SourceCard
from deckgen.model import Kind
from deckgen.sources.card_files import find_card_files
from deckgen.sources.nodes import read_source
from deckgen.sources.schema import check_file
from deckgen.system.files import display_path


def source_cards(cards: Path, kinds: tuple[Kind, ...]) -> dict[str, SourceCard]:
    """Id → the card in its file.

    Args:
        cards: A cards folder whose deck has no errors.
        kinds: The kinds that the deck can use.
    """
    found: dict[str, SourceCard] = {}
    for path in find_card_files(cards):
        source, _ = read_source(path, display_path(path), cards)
        for claim in check_file(source, kinds).claims:
            if claim.card is not None:
                found[claim.id] = SourceCard(claim.card, path, claim.place.line, claim.place.column)
    return found
