"""Deletions are where Anki reads them, and in the form in which it does."""

import re
from collections.abc import Iterator

from deckgen.model.diagnostics import Text, warning
from deckgen.rules.rule import CardRule, Problem, Subject
from deckgen.rules.shown import as_written, shown_texts, text_with

_DELETION = r"\{\{c\d+(?:,\d+)*::"
_NEARLY = r"[{｛]{1,2}\s*[cCㅊсС]\s*\d+\s*(?:[:：]{1,2}|;;)|[{｛]{2}\s*\d+\s*[:：]{1,2}|\{\{[^{}:\n]+\}\}"
"""What was meant for a deletion: one brace or colon too few, a capital, a full-width character, no number,
a Hangul or Cyrillic letter."""
_IN_KIND: Text = (
    "cloze-elsewhere",
    "'{name}' shows '{{{{c1::…}}}}' as it was typed: only a card that begins with 'cloze:' hides it",
    "begin the card with 'cloze:' instead, or take the braces out",
)
_IN_FIELD: Text = (
    "cloze-elsewhere.field",
    "'{name}' hides nothing: on this card only the text after 'cloze:' has deletions",
    "move it into that text, or take the braces out",
)


def check(subject: Subject) -> Iterator[Problem]:
    """Yield deletions that would show as they were typed."""
    kind = subject.card.kind
    if not kind.cloze and "{{c" not in subject.rendered:
        return
    for column, text in shown_texts(subject):
        texts = subject.card.values[column]
        if kind.cloze and column == kind.key:
            nearly = next((found[0] for found in re.finditer(_NEARLY, text) if not re.match(_DELETION, found[0])), None)
            if nearly:
                written = as_written(texts, nearly)
                found = warning(
                    "cloze-elsewhere.nearly",
                    "'{written}' is not a deletion, and shows as it was typed",
                    "write {{{{c1::hidden}}}}: two braces, a small c, a number, two colons",
                    written=written,
                )
                yield Problem(found, text_with(texts, written), written)
        elif (deletion := re.search(_DELETION, text)) and not (kind.cloze and kind.known):
            found = warning(*(_IN_FIELD if kind.cloze else _IN_KIND), name=column)
            yield Problem(found, text_with(texts, deletion[0]), deletion[0])  # members' own note types hide anywhere


RULE = CardRule("cloze-elsewhere", check, written="{｛")
