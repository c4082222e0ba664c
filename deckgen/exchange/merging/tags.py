"""Tags of a member's own: those that neither the deck ever gave nor Anki gives."""

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
        theirs: The tags of the member's note. Anki keeps one spelling of a tag, so capitals make no difference.
        given: Those that the deck gives it, or ever gave.
        root: The tag below which the deck keeps the tags of its own kinds.
    """
    decks = ANKI_TAGS | {tag.casefold() for tag in given}
    found: dict[str, str] = {}
    for tag in theirs:
        tidy = FORBIDDEN.sub("", bare_tag(tag) if kind.known else clean_tag(tag))
        written = tidy if kind.known else f"{root}::{tidy}"
        below_root = not kind.known and f"{tag}::".casefold().startswith(f"{root}::".casefold())
        if tidy and not below_root and decks.isdisjoint({tag.casefold(), written.casefold()}):
            found.setdefault(tidy.casefold(), tidy)
    return tuple(found.values())
