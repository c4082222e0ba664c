"""The fronts of a card, as plain text: what several rules look at."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from deckgen.anki.pairs import without
from deckgen.anki.plain_text import strip_tags
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
    return f"{fold(plain_text(context))}\n{fold(plain_text(note.fields[0]))}"


def plain_text(html: str) -> str:
    """HTML to plain text; a formula counts as one sign."""
    return strip_tags(without(without(html, "\\(", "\\)", "∎"), "\\[", "\\]", "∎"))


def fold(text: str) -> str:
    """Text without what makes no difference: case, width, spaces, punctuation."""
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text)).casefold()
