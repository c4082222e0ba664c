"""The two sides of each card of a note, as Anki's reviewer shows them."""

import html
from collections.abc import Mapping
from dataclasses import dataclass

from deckgen.anki.template import Replacement, Section, Side, TemplateNode, is_filled, parse_template, render_card
from deckgen.model import Deck, Note, NoteType


@dataclass(frozen=True, slots=True)
class Face:
    """One card."""

    ordinal: int
    """Its number among the note type's templates, or for a cloze its deletion's number less one; from 0."""
    front: tuple[str, ...]
    """HTML: what the template writes and what fields give, in turn; the template begins and ends."""
    back: tuple[str, ...]
    fresh: bool
    """Whether it is the note's first, or shows a field that none before it shows; a reversed card does not."""


def faces(deck: Deck, note: Note, note_type: NoteType) -> tuple[Face, ...]:
    """Render every card of a note."""
    fields = dict(zip([field.name for field in note_type.fields], note.fields, strict=True))
    several = len(note.cards) > 1
    filled = {name for name, value in fields.items() if is_filled(value)} if several else set()
    seen: set[str] = set()
    found: list[Face] = []
    for ordinal in note.cards:
        template = note_type.templates[0 if note_type.cloze else ordinal]
        special = _special_fields(deck, note, note_type, template.name)
        side = Side({**special, **fields}, ordinal + 1)
        front, back = render_card(template.front, template.back, side)
        nodes = (*parse_template(template.front), *parse_template(template.back)) if several else ()
        shown = _shown(nodes, filled)
        found.append(Face(ordinal, front, back, not found or not shown <= seen))
        seen |= shown
    return tuple(found)


def _special_fields(deck: Deck, note: Note, note_type: NoteType, card: str) -> Mapping[str, str]:
    """What Anki fills itself, escaped: it does not, and a tag of `<b>` is bold there."""
    name = deck.config.deck_name(note.category)
    texts = {
        "Tags": " ".join(note.tags),
        "Type": note_type.name,
        "Deck": name,
        "Subdeck": name.rsplit("::", maxsplit=1)[-1],
        "Card": card,
        "CardFlag": "flag0",
    }
    return {key: html.escape(text, quote=False) for key, text in texts.items()}


def _shown(nodes: tuple[TemplateNode, ...], filled: set[str]) -> set[str]:
    """The filled fields that a template prints."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, Section):
            if (node.field in filled) is not node.negated:
                found |= _shown(node.children, filled)
        elif isinstance(node, Replacement) and node.field in filled and "type" not in node.filters:
            found.add(node.field)
    return found
