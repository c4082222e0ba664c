"""Where each card of a deck is written: what an import or a merge changes."""

from pathlib import Path
from typing import NamedTuple

from deckgen.editing.tree import Tree, TreeNode, read_tree
from deckgen.model import Card, Kind
from deckgen.model.diagnostics import DeckgenError
from deckgen.sources.card_files import find_card_files
from deckgen.sources.card_reader import check_file
from deckgen.sources.yaml_reader import read_source
from deckgen.system.files import display_path


class SourceCard(NamedTuple):
    """A card and where it is written."""

    card: Card
    path: Path
    id_line: int
    """Where its id's text begins, 1-based."""
    id_column: int


def source_cards(cards: Path, kinds: tuple[Kind, ...]) -> dict[str, SourceCard]:
    """The cards of a deck without errors, by id."""
    found: dict[str, SourceCard] = {}
    for path in find_card_files(cards):
        source, _ = read_source(path, display_path(path), cards)
        for claim in check_file(source, kinds).claims:
            if claim.card is not None:
                found[claim.id] = SourceCard(claim.card, path, claim.place.line, claim.place.column)
    return found


def node_at(trees: dict[Path, Tree], path: Path, line: int, column: int) -> TreeNode:
    """The text at a place of a diagnostic; its file is added to the trees.

    Raises:
        DeckgenError: The file has changed since it was compiled.
    """
    if path not in trees:
        trees[path] = read_tree(path.read_bytes().decode("utf-8"))
    node = trees[path].scalar_at(line, column)
    if node is None:
        raise cannot_change(path)
    return node


def cannot_change(path: Path) -> DeckgenError:
    """The error for a card file that cannot take changes."""
    return DeckgenError(
        "not-replaced.edited",
        "'{path}' cannot take these changes: YAML would read it differently",
        "make them by hand; no file was changed",
        path=display_path(path),
    )
