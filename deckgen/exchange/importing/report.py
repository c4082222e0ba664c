"""What an import leaves to a person, as a text beside the deck: every line that is in no card, with its number."""

from __future__ import annotations

from pathlib import Path

from deckgen.exchange.draft import Draft, Remark
from deckgen.messages.texts import Texts, read_texts
from deckgen.model.diagnostics import Diagnostic

NAME = "import-report"
TEXTS = Path(__file__).parent / "texts"
"""The words of reports, a file a language."""


def report_text(draft: Draft, source: str, language: str) -> str:
    """The report; empty where there is nothing to say."""
    if not (draft.changed or draft.look or draft.left):
        return ""
    texts = read_texts(TEXTS, language)
    lines = [texts.say("title", source=source)]
    for title, remarks in (("left", draft.left), ("look", draft.look), ("changed", draft.changed)):
        if remarks:
            lines += ["", f"{texts[title]}: {len(remarks):,}", *(_line(remark, texts) for remark in remarks)]
    return "\n".join(lines) + "\n"


def _line(remark: Remark, texts: Texts) -> str:
    place = texts.say("line", line=remark.line) if remark.line else ""
    if remark.file:
        place = f"{remark.file} {place}" if place else f"{remark.file}: "
    if not remark.case:
        return f"  {place}{remark.text}"
    values = {
        name: value.said(texts.language).message if isinstance(value, Diagnostic) else value
        for name, value in remark.values
    }
    return f"  {place}{texts.say(remark.case, text=remark.text, **values)}"
