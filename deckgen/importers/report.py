"""What an import leaves to a person, as a text beside the deck: every line that is in no card, with its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deckgen.importers.model import Draft, Remark

NAME = "import-report"


def report_text(draft: Draft, source: str) -> str:
    """The report; empty where there is nothing to say.

    Args:
        draft: What was imported.
        source: What the source is called.
    """
    if not (draft.changed or draft.look or draft.left):
        return ""
    parts = (
        ("In no card", draft.left),
        ("Needs a look", draft.look),
        ("Reads otherwise than in the source", draft.changed),
    )
    lines = [f"Import of {source}"]
    for title, remarks in parts:
        if remarks:
            lines += ["", f"{title}: {len(remarks):,}", *_lines(remarks)]
    return "\n".join(lines) + "\n"


def _lines(remarks: tuple[Remark, ...]) -> Iterator[str]:
    for remark in remarks:
        place = f"line {remark.line}: " if remark.line else ""
        yield f"  {place}{remark.text}"
