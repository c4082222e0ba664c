"""What an author wrote, as a hash that no renderer can move.

A release must tell a text that its author changed from one that only another version of a renderer wrote otherwise.
What was written in the source is the only form of it that no update of comrak, Pygments or deckgen touches.
"""

import hashlib
from collections.abc import Iterable

from deckgen.model import Card

SOFT_COLUMNS = frozenset({"context", "category", "id", "revision"})
"""Columns whose change replaces nothing that a member wrote."""


def source_hash(card: Card, media: Iterable[str]) -> str:
    """Hash a card's texts, without its tags, its category and its place.

    Args:
        media: The packed names of the files that it shows; they carry the files' content hashes.

    Returns:
        16 hexadecimal digits.
    """
    parts = [card.kind.name]
    soft = frozenset() if card.kind.known else SOFT_COLUMNS  # of a kind that moved in, all fields are its own
    for column in sorted(card.values):
        if column not in soft:
            parts += "", column
            for scalar in card.values[column]:
                parts.append(scalar.text)
    parts += ("", *media)
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()
