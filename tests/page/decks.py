"""Decks that the page's tests are about."""

import textwrap
from pathlib import Path

from deckgen import Deck, load
from deckgen.kinds import builtin_kinds

ROOT = Path(__file__).parents[2]
SEMINAR = ROOT / "cards"
DESIGN = ROOT / "tests" / "design" / "cards"
TORTURE = Path(__file__).parent / "torture"


def loaded(cards: Path) -> Deck:
    """A deck that has no errors."""
    deck, diagnostics = load(cards)
    assert [str(d) for d in diagnostics if d.is_error] == []
    return deck


def examples(folder: Path, language: str = "en") -> Path:
    """A deck of each built-in kind's own example, its texts in a language."""
    cards = folder / "examples"
    cards.mkdir()
    cards.joinpath("deck.yaml").write_text(f"name: Examples\nid: examples\nlanguage: {language}\n", encoding="utf-8")
    for number, kind in enumerate(builtin_kinds()):
        body = textwrap.indent(kind.example, "  ")
        cards.joinpath(f"{number}.yaml").write_text(f"category: {kind.name}\ncards:\n{body}", encoding="utf-8")
    return cards


def write_deck(folder: Path, cards: str, config: str = "") -> Path:
    """A deck of one file."""
    folder.mkdir(exist_ok=True)
    folder.joinpath("deck.yaml").write_text(f"name: Small\nid: small\n{config}", encoding="utf-8")
    folder.joinpath("01.yaml").write_text(textwrap.dedent(cards), encoding="utf-8")
    return folder
