"""Markdown that did not become what it looks like: emphasis and pictures that stay as typed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.html.tokens import replace_pairs
from deckgen.rules.rule import CardRule, Problem, Subject, problem

_SKIPPED = (("<code", "</code>"), ("\\(", "\\)"), ("\\[", "\\]"))
_STARS = re.compile(r"\*\*(?=[^\s*])|(?<=[^\s*])\*\*")
_PICTURE = re.compile(r"!\[(?:[^\]!]++|!(?!\[))*+\]\((?:[^)!]++|!(?!\[))*+\)")


def check(subject: Subject) -> Iterator[Problem]:
    """Yield markup that the rendered field still shows."""
    if "**" not in subject.rendered and "![" not in subject.rendered:
        return
    for column, html in zip(subject.card.kind.columns, subject.note.fields, strict=True):
        if "**" not in html and "![" not in html:
            continue
        shown = html
        for opening, closing in _SKIPPED:
            shown = replace_pairs(shown, opening, closing)
        texts = subject.card.values.get(column, ())
        if _STARS.search(shown):
            where = next((scalar for scalar in texts if "**" in scalar.text), None)
            yield problem(where, "**", "stars")
        picture = _PICTURE.search(shown)
        if picture:
            where = next((scalar for scalar in texts if "![" in scalar.text), None)
            yield problem(where, "![", "picture")


MESSAGES = {
    "": (
        "Markdown that shows as it was typed",
        "no space inside the asterisks: **like this**; write \\*\\* to show asterisks",
    ),
    "stars": (
        "'**' shows as it is typed: it opens or closes nothing",
        "no space inside the asterisks: **like this**; write \\*\\* to show asterisks",
    ),
    "picture": ("this picture shows as text", "put a path with spaces in <…>: ![alt](<media/a b.svg>)"),
}
RULE = CardRule("stray-markup", check, MESSAGES, judges=False, characters="*!")
