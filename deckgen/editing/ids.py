"""Ids for cards that have none: made of their fronts once, never changed again."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from deckgen.anki.cloze import parse_cloze, plain
from deckgen.editing.free import free_number

if TYPE_CHECKING:
    from collections.abc import MutableSet

LONGEST = 32
"""Characters that an id takes of a front: enough to know the card again."""
_MOST = 1_000
"""Characters of a front that are looked at."""
_ADDRESS = re.compile(r"\]\([^)]*\)|<[^>]*>|\[sound:[^\]]*\]")
_OCCLUSION = re.compile(r"\{\{c\d+::image-occlusion:[^{}]*\}\}")
"""Where something hides on a picture, which says nothing of what it is."""
_ASIDE = re.compile(r"(?<=\w)\s*[(（\[][^()（）\[\]]*[)）\]]|['\"‘’“”*_`]+(?=\w)|(?<=\w)['\"‘’“”*_`]+")
"""What a word can do without: `가지치기(Pruning)를`, `'멍청함'이`, `**굵게**는`."""
_COMMAND = re.compile(r"\\[A-Za-z]+")
_NOT_WORD = re.compile(r"[\W_]+")


def id_from(front: str, taken: MutableSet[str]) -> str:
    """An id that says what its card asks, in the script in which it asks.

    Args:
        front: The card's first field: Markdown or HTML.
        taken: All ids of the deck; the new one is added.

    Returns:
        Lower-case words joined by hyphens, cut at a word's end; with a number behind it where that id is taken.
    """
    text = _ADDRESS.sub(" ", _OCCLUSION.sub(" image occlusion ", front[:_MOST]))
    text = unicodedata.normalize("NFC", text)
    text = plain(parse_cloze(text)) if "{{c" in text else text
    text = _ASIDE.sub("", _COMMAND.sub(" ", text)).lower()
    words = [word for word in _NOT_WORD.split(text) if word]
    name = "-".join(words)[: LONGEST + 1]
    if len(name) > LONGEST:
        name = name.rpartition("-")[0] or name[:LONGEST]
    name = name.strip("-") or "card"
    unique = f"{name}-{free_number(lambda number: f'{name}-{number}' in taken)}" if name in taken else name
    taken.add(unique)
    return unique
