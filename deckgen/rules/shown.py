"""What a reader sees of a field, as plain text with its lines: where rules look for markup that stayed text."""

import html
import re
from collections.abc import Iterator

from deckgen.html.tokens import drop_tags
from deckgen.model.nodes import Scalar
from deckgen.rules.rule import Subject

LEFT_ALONE = "∎"
"""Replaces each code and formula."""
ITEM = "• "
"""Begins each item of a list."""
_INLINE, _DISPLAY = r"\\\(((?:[^\\]|\\(?!\())*?)\\\)", r"\\\[((?:[^\\]|\\(?!\[))*?)\\\]"
_WRITTEN = r"(?:`{1,3}[^`\n]{1,999}`{1,3}|\${1,2}[^$\n]{1,999}\${1,2})"
"""Code or a formula, as it is written on one line."""
_CODE_OR_FORMULA = rf"(?s)<pre\b(?:[^<]|<(?!pre\b))*?</pre>|<code\b(?:[^<]|<(?!code\b))*?</code>|{_INLINE}|{_DISPLAY}"
_FORMULA = rf"(?s){_INLINE}|{_DISPLAY}"
_FOOTNOTE = r'<a href="[^"]*">(\^[^<]*)</a>'
_LINES = r"<(?:p|br|tr|h\d|blockquote|summary)\b[^<>]*>"
_ITEMS = r"<li\b[^<>]*>(?:\s*<p>)?"


def shown_texts(subject: Subject) -> Iterator[tuple[str, str]]:
    """Each column that holds something, with what a reader sees there; code and formulas are left out."""
    for column, field in zip(subject.card.kind.columns, subject.note.fields, strict=True):
        if field and column in subject.card.values:
            yield column, shown_text(field)


def shown_text(field: str) -> str:
    """HTML to plain text in lines, without its code and formulas."""
    if "<" in field or "\\" in field:
        field = re.sub(_CODE_OR_FORMULA, LEFT_ALONE, field)
        field = re.sub(_ITEMS, f"\n{ITEM}", re.sub(_FOOTNOTE, r"[\1]", field))
        field = re.sub(_LINES, "\n", field)
        field = drop_tags(field)
    return html.unescape(field)


def formulas(field: str) -> Iterator[str]:
    """The formulas of a field, as LaTeX."""
    for inline, display in re.findall(_FORMULA, field) if "\\" in field else ():
        yield html.unescape(inline or display)


def as_written(texts: tuple[Scalar, ...], shown: str) -> str:
    """A piece of what a reader sees as it was written: with its code and formulas, where the texts have it so."""
    if LEFT_ALONE not in shown:
        return shown
    pattern = re.compile(_WRITTEN.join(map(re.escape, shown.split(LEFT_ALONE))))
    return next((found[0] for scalar in texts if (found := pattern.search(scalar.text))), shown)


def text_with(texts: tuple[Scalar, ...], needle: str) -> Scalar | None:
    """The text that holds something as it was written; the first where none does."""
    return next((scalar for scalar in texts if needle in scalar.text), texts[0] if texts else None)
