"""Markdown that did not become what it looks like: emphasis and pictures that stay as typed."""

import re
from collections.abc import Iterator

from deckgen.html.tokens import replace_pairs
from deckgen.model.diagnostics import warning
from deckgen.rules.rule import CardRule, Problem, Subject

_SKIPPED = (("<code", "</code>"), ("\\(", "\\)"), ("\\[", "\\]"))
_STARS = r"(?<!\*)\*\*[^*\n]+\*\*(?!\*)|(?<![^\s(>])\*\*(?=[^\s*])"
"""Two pairs around a text, or one right before a word; in public decks, one after a word is a mark on purpose."""
_PICTURE = r"!\[(?:[^\]!]++|!(?!\[))*+\]\((?:[^)!]++|!(?!\[))*+\)"


def check(subject: Subject) -> Iterator[Problem]:
    """Yield markup that the rendered field still shows."""
    if "**" not in subject.rendered and "![" not in subject.rendered:
        return
    for column, texts in subject.card.values.items():
        shown = subject.html(column)
        if "**" not in shown and "![" not in shown:
            continue
        for opening, closing in _SKIPPED:
            shown = replace_pairs(shown, opening, closing)
        stars = next((scalar for scalar in texts if "**" in scalar.text), None)  # escaped ones are there to be seen
        picture = next((scalar for scalar in texts if "![" in scalar.text), None)
        if stars and re.search(_STARS, shown):
            found = warning(
                "stray-markup.stars",
                "'**' shows as it is typed: it opens or closes nothing",
                "no space inside the asterisks: **like this**; write \\*\\* to show asterisks",
            )
            yield Problem(found, stars, "**")
        if picture and re.search(_PICTURE, shown):
            hint = "put a path with spaces in <…>: ![alt](<media/a b.svg>)"
            found = warning("stray-markup.picture", "this picture shows as text", hint)
            yield Problem(found, picture, "![")


RULE = CardRule("stray-markup", check, rendered="*[")
