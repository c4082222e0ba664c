"""Deletions are where Anki reads them, and in the form in which it does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.rules.rule import CardRule, Problem, Subject, problem
from deckgen.rules.shown import as_written, shown_texts, text_with

_DELETION = re.compile(r"\{\{c\d+(?:,\d+)*::")
_NEARLY = re.compile(r"[{｛]{1,2}\s*[cCㅊсС]\s*\d+\s*(?:[:：]{1,2}|;;)|[{｛]{2}\s*\d+\s*[:：]{1,2}|\{\{[^{}:\n]+\}\}")
"""What was meant for a deletion: one brace or colon too few, a capital, a full-width character, no number,
a Hangul or Cyrillic letter."""


def check(subject: Subject) -> Iterator[Problem]:
    """Yield deletions that would show as they were typed."""
    kind = subject.card.kind
    if kind.cloze:
        yield from _on_a_cloze_card(subject)
    elif "{{c" in subject.rendered:
        for column, text in shown_texts(subject):
            found = _DELETION.search(text)
            if found:
                yield problem(text_with(subject.card.values[column], found[0]), found[0], name=column)


def _on_a_cloze_card(subject: Subject) -> Iterator[Problem]:
    kind = subject.card.kind
    if all(_DELETION.match(found[0]) for found in _NEARLY.finditer(subject.html(kind.key))) and (
        subject.rendered.count("{{c") == subject.html(kind.key).count("{{c")
    ):
        return
    for column, text in shown_texts(subject):
        texts = subject.card.values[column]
        if column != kind.key:
            found = _DELETION.search(text)
            if found and not kind.known:  # of a note type that members have, any field may hide something
                yield problem(text_with(texts, found[0]), found[0], "field", name=column)
            continue
        nearly = next((n[0] for n in _NEARLY.finditer(text) if not _DELETION.match(n[0])), None)
        if nearly:
            sign = as_written(texts, nearly)
            yield problem(text_with(texts, sign), sign, "nearly", sign=sign)


MESSAGES = {
    "": (
        "'{name}' shows '{{{{c1::…}}}}' as it was typed: only a card that begins with 'cloze:' hides it",
        "begin the card with 'cloze:' instead, or take the braces out",
    ),
    "field": (
        "'{name}' hides nothing: on this card only the text after 'cloze:' has deletions",
        "move it into that text, or take the braces out",
    ),
    "nearly": (
        "'{sign}' is no deletion, and shows as it was typed",
        "write {{{{c1::hidden}}}}: two braces, a small c, a number, two colons",
    ),
}
RULE = CardRule("cloze-elsewhere", check, MESSAGES, judges=False, characters="{｛")
