"""Cards as a tidy card file, as an author would write it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from deckgen.editing.scalars import WIDTH, Spot, Style, columns, first_that_holds, tidy

Value: TypeAlias = "str | bool | Sequence[str] | Sequence[CardText]"
"""A text, a flag, a list of texts, or a list of cards (follow-ups)."""
CardText: TypeAlias = "Mapping[str, Value]"
"""A card's keys and values in the order in which they are written: its kind's key first, then its id."""

SCHEMA_LINE = "# yaml-language-server: $schema=../.vscode/deckgen.schema.json"
"""Where editors find what a card file may hold; the first line of a file in `cards/` itself."""
_SHORT = 40
"""Columns that a text may take in a list written inside brackets."""
_STEP = 2
_IN_FLOW = (Style.PLAIN, Style.SINGLE, Style.DOUBLE)


def card_file(category: str, cards: Sequence[CardText], *, first_line: str = SCHEMA_LINE) -> str:
    """A whole card file; without a category it has no such line.

    Raises:
        ValueError: A text has characters that no source may hold.
    """
    out = [first_line] if first_line else []
    if category:
        out.append(f"category: {tidy(category, Spot(0), used=len('category: '))}")
    out.append("cards:")
    for number, card in enumerate(cards):
        if number:
            out.append("")
        out.extend(card_lines(card, column=_STEP))
    return "\n".join(out) + "\n"


def card_lines(card: CardText, *, column: int) -> Iterator[str]:
    """The lines of one card, as an item of a list whose dashes are in this column; keys without a value are left out.

    Raises:
        ValueError: A text has characters that no source may hold.
    """
    lead = " " * column + "- "
    for key, value in card.items():
        if value is False or (not isinstance(value, bool) and not value):
            continue
        yield from _pair(lead, key, value, column + _STEP)
        lead = " " * (column + _STEP)


def _pair(lead: str, key: str, value: Value, column: int) -> Iterator[str]:
    head = f"{lead}{key}:"
    if isinstance(value, bool):
        yield f"{head} true"
    elif isinstance(value, str):
        yield f"{head} {tidy(value, Spot(column), used=len(head) + 1)}"
    else:
        items = [item for item in value if isinstance(item, str)]
        inline = _inline(items) if len(items) == len(value) else ""
        if inline and len(head) + 1 + columns(inline) <= WIDTH:
            yield f"{head} {inline}"
            return
        yield head
        for item in value:
            if isinstance(item, str):
                dash = " " * (column + _STEP) + "- "
                yield dash + tidy(item, Spot(column + _STEP), used=len(dash))
            else:
                yield from card_lines(item, column=column + _STEP)


def _inline(items: Sequence[str]) -> str:
    """A list in brackets, or nothing where one of its texts is too long for that."""
    if any("\n" in item or columns(item) > _SHORT for item in items):
        return ""
    return f"[{', '.join(first_that_holds(item, _IN_FLOW, Spot(0, flow=True)) for item in items)}]"
