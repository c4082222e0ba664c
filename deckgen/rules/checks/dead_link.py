"""A link leads to an address that a member's phone can open."""

from collections.abc import Iterator

from deckgen.model.diagnostics import warning
from deckgen.rules.rule import CardRule, Problem, Subject

_EMPTIED = '<a href="#"'
_FOOTNOTE = '<a href="#">^'
"""Another rule's: Markdown takes a footnote's text for the address of a link."""


def check(subject: Subject) -> Iterator[Problem]:
    """Yield links that the renderer emptied: they would do nothing, or what no contributor may do."""
    if _EMPTIED not in subject.rendered:
        return
    for column, texts in subject.card.values.items():
        html = subject.html(column)
        if html.count(_EMPTIED) > html.count(_FOOTNOTE):
            where = next((scalar for scalar in texts if "](" in scalar.text), texts[0])
            hint = "write an address that begins with https://, http:// or mailto:"
            yield Problem(warning("dead-link", "a link that leads nowhere", hint), where, "](")


RULE = CardRule("dead-link", check, rendered="#")
