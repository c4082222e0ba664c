"""What an import leaves to a person, as a text next to the deck: every line that is in no card, with its number."""

from deckgen.exchange.draft import Draft, Remark
from deckgen.model.diagnostics import finding

NAME = "import-report"
_HEADINGS = {
    "left": finding("import-report.left", "In no card"),
    "look": finding("import-report.look", "Needs a look"),
    "changed": finding("import-report.changed", "Reads otherwise than in the source"),
}


def report_text(draft: Draft, source: str, language: str) -> str:
    """The report; empty where there is nothing to say."""
    lines: list[str] = []
    for name, heading in _HEADINGS.items():
        remarks: tuple[Remark, ...] = getattr(draft, name)
        if remarks:
            lines += ["", f"{heading.said(language).message}: {len(remarks):,}"]
            lines += [_line(remark, language) for remark in remarks]
    title = finding("import-report.title", "Import of {source}", source=source)
    return "\n".join((title.said(language).message, *lines, "")) if lines else ""


def _line(remark: Remark, language: str) -> str:
    line = finding("import-report.line", "line {line}", line=remark.line).said(language).message if remark.line else ""
    place = " ".join(filter(None, (remark.file, line)))
    why = f" ({remark.why.said(language).message})" if remark.why else ""
    return f"  {place}{': ' if place else ''}{remark.text}{why}"
