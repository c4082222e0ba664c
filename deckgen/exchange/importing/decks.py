"""The decks of a package as categories: what all of them are below is the deck, the rest of each name a category."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from deckgen.sources.text import FORBIDDEN

_DEPTH = "::"


@dataclass(frozen=True, slots=True)
class Decks:
    """How a package's decks are called in a deck project."""

    name: str
    """The deck's."""
    common: tuple[str, ...]
    """The parts that all decks' names begin with; none where they have none in common."""
    several: bool
    """Whether its cards lie in subdecks."""
    places: dict[str, int]
    """Deck's name → its place among the decks, by the first note of each."""

    @classmethod
    def of(cls, homes: Sequence[Sequence[str]], name: str) -> Decks:
        """The decks in which notes are at home.

        Args:
            homes: For each note in study order the name of its deck, or nothing.
            name: What to call the deck where they have no name in common.
        """
        used = dict.fromkeys(home for names in homes for home in names if home)
        parts = [_parts(deck) for deck in used]
        common = tuple(pair[0] for pair in takewhile(lambda pair: len({*pair}) == 1, zip(*parts, strict=False)))
        places = {deck: place for place, deck in enumerate(used)}
        return cls(_DEPTH.join(common) or name, common, len(used) > 1, places)

    def category(self, home: Sequence[str]) -> str:
        """The category of a note, by the deck in which it is at home; empty where that is the deck itself."""
        return _DEPTH.join(_parts(home[0])[len(self.common) :]) if home else ""

    def file(self, category: str) -> str:
        """What the file of a category is called."""
        return category.replace(_DEPTH, " ") or _parts(self.name)[-1]

    def ordered(self, categories: Iterable[str]) -> list[str]:
        """Categories in study order: as their first notes come."""
        return list(categories)


def _parts(deck: str) -> list[str]:
    parts = (" ".join(FORBIDDEN.sub("", part).split()) for part in deck.split(_DEPTH))
    return [part for part in parts if part] or ["Default"]
