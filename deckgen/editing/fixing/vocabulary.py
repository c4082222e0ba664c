"""The known keys of a file: only values of known keys are fixed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from deckgen.model import Format, Kind
from deckgen.sources import config
from deckgen.sources.card_fields import CARD_KEYS, author_fields
from deckgen.sources.schema import FILE_KEYS

_TEXT = frozenset({Format.MARKDOWN, Format.HTML})
_LISTS = frozenset({Format.STEPS, Format.BULLETS, Format.SOURCES})
_NO_TEXTS = frozenset({"id", "subdecks", "slices", "rules"})
"""Keys of `deck.yaml` that hold more than a text, and the id, which is never fixed."""


class Vocabulary(NamedTuple):
    """The keys of a file."""

    texts: frozenset[str]
    """Those that hold one text."""
    lists: frozenset[str]
    """Those that hold a list of texts."""
    known: frozenset[str]
    """All of them."""


def card_vocabulary(kinds: Iterable[Kind]) -> Vocabulary:
    """The keys of card files with cards of these kinds."""
    specs = [spec for kind in kinds for spec in author_fields(kind)]
    texts = {spec.name for spec in specs if spec.format in _TEXT} | {"category"}
    lists = {spec.name for spec in specs if spec.format in _LISTS}
    known = {spec.name for spec in specs} | CARD_KEYS | FILE_KEYS
    return Vocabulary(frozenset(texts - lists), frozenset(lists - texts), frozenset(known))


DECK = Vocabulary(frozenset(config.KEYS) - _NO_TEXTS, frozenset(), frozenset(config.KEYS))
"""The keys of `deck.yaml`."""
