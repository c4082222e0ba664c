"""What one card asks, so that two states of it can be compared: as released and now, or as in two packages."""

import re
from collections.abc import Sequence

from msgspec import Struct

from deckgen.anki.cloze import parse_cloze, reveal_only
from deckgen.anki.template import (
    Replacement,
    Side,
    TemplateError,
    is_filled,
    parse_template,
    references,
    render_side,
    shown_fields,
)
from deckgen.html.plain import plain_text

_SHOWS = re.compile(r"<(?:img|audio|video|svg|object|canvas|iframe)\b|\[sound:", re.IGNORECASE)


class Question(Struct, frozen=True):
    """What the front of a card shows."""

    fields: frozenset[int] = frozenset()
    """The places of the note's fields that it shows; none where the note makes no such card."""
    html: str = ""
    hidden: str = ""
    """Of a cloze, the text that the card hides."""

    @property
    def text(self) -> str:
        """What tells it from other questions: its words, or its HTML where it shows pictures or plays sounds."""
        return self.html if _SHOWS.search(self.html) else plain_text(self.html)

    @property
    def is_blank(self) -> bool:
        """Whether a member sees nothing of the note."""
        return not self.fields or not self.text


def question_of(front: str, names: Sequence[str], values: Sequence[str], number: int, *, cloze: bool) -> Question:
    """What a card asks; blank where the template is one that Anki refuses.

    Args:
        number: The card's number, from 1.
        cloze: Whether the note type is a cloze: each number of a deletion is a card of the one template.
    """
    fields = dict(zip(names, values, strict=False))
    try:
        nodes = parse_template(front)
    except TemplateError:
        return Question()
    shown = set(shown_fields(nodes, {name for name, value in fields.items() if is_filled(value)}))
    hidden = ""
    if cloze:
        named = [each.field for each in references(nodes) if isinstance(each, Replacement) and "cloze" in each.filters]
        parsed = [parse_cloze(fields[name]) for name in dict.fromkeys(named) if name in shown]
        texts = [text for text in parsed if number in text.numbers]
        if not texts:
            return Question()
        hidden = " / ".join(plain_text(reveal_only(text, number, question=False)) for text in texts)
    places = frozenset(at for at, name in enumerate(names) if name in shown)
    return Question(places, render_side(nodes, Side(fields, number)), hidden)
