"""The fronts of a card, as plain text: what several rules look at."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from deckgen.html.text import plain_text
from deckgen.html.tokens import replace_pairs
from deckgen.model import Kind, Note
from deckgen.rules.rule import Subject

_NOT_WORD = re.compile(r"[\W_]+")


def front_columns(subject: Subject) -> Iterator[str]:
    """The columns that are asked as a question: the kind's key, and what a term asks in other words."""
    kind = subject.card.kind
    if kind.cloze:
        return
    yield kind.key
    if "prompt" in subject.card.values:
        yield "prompt"


def front_key(kind: Kind, note: Note) -> str:
    """What two cards that ask the same have in common: a follow-up asks within the context of another card."""
    context = note.fields[kind.columns.index("context")] if "context" in kind.columns else ""
    return f"{fold(text_of(context))}\n{fold(text_of(note.fields[0]))}"


def text_of(html: str) -> str:
    """The words of a field; a formula counts as one character."""
    if "\\" in html:
        html = replace_pairs(replace_pairs(html, "\\(", "\\)", "∎"), "\\[", "\\]", "∎")
    return plain_text(html)


def fold(text: str) -> str:
    """Text without what makes no difference: case, width, spaces, punctuation."""
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text)).casefold()
