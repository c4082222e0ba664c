"""Tags of a member's own: those that neither the sources, nor the release that they have, nor Anki gives."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from deckgen.anki.tags import bare_tag, clean_tag
from deckgen.model import Kind
from deckgen.sources.text import FORBIDDEN

ANKI_TAGS = frozenset({"leech", "marked"})
"""Tags that Anki gives by itself."""


def own_tags(theirs: Iterable[str], given: Collection[str], kind: Kind, root: str) -> tuple[str, ...]:
    """A member's own tags of a note, as a card file holds them.

    Args:
        theirs: The tags of the member's note.
        given: Those that the deck gives it.
        kind: The card's.
        root: The tag below which the deck keeps the tags of its own kinds.
    """
    found: dict[str, None] = {}
    for tag in theirs:
        tidy = FORBIDDEN.sub("", bare_tag(tag) if kind.known else clean_tag(tag))
        written = tidy if kind.known else f"{root}::{tidy}"
        is_the_decks = not kind.known and f"{tag}::".startswith(f"{root}::")
        if tidy and not is_the_decks and tag.lower() not in ANKI_TAGS and {tag, written}.isdisjoint(given):
            found[tidy] = None
    return tuple(found)
