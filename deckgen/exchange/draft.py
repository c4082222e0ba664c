"""What an importer hands on: cards not yet written, and what a reader should know of how they came about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from deckgen.anki.snapshot import Snapshot
from deckgen.editing.new_files import CardText, card_file
from deckgen.model.diagnostics import Diagnostic, Finding, finding

REPORT = "import-report.txt"
"""The file next to the cards folder for what an import leaves to a person."""
_HEADINGS = {
    "left": finding("import-report.left", "In no card"),
    "look": finding("import-report.look", "Needs a look"),
    "changed": finding("import-report.changed", "Reads differently from the source"),
}


class Remark(NamedTuple):
    """What the report of an import says of one place of the source."""

    line: int
    """1-based; 0 where the source has no lines."""
    text: str
    """What of the source it is about."""
    why: Finding | Diagnostic | None = None
    file: str = ""
    """Which file of a folder that is imported."""
    kind: str = "left"
    """`left`: it is in no card; `look`: a person should decide; `changed`: it reads otherwise than in the source."""


@dataclass(frozen=True, slots=True)
class CardDraft:
    """A card that waits for its id."""

    fields: CardText
    """Its kind's key first; lists, flags, `tags` and `requires` too."""
    line: int = 0
    """Where the source has it; 0 where the source has no lines."""
    title: str = ""
    """What its id is made of, where that is not its front."""
    missing: frozenset[str] = frozenset()
    """The fields that name a picture or sound that was not found."""


@dataclass(frozen=True, slots=True)
class DraftSection:
    """The cards of one category, which become one file."""

    name: str
    """The category; may be empty."""
    cards: tuple[CardDraft, ...]
    file: str = ""
    """What its file is called, where that is not the category."""
    source: str = ""
    """Which file of a folder its cards come from."""

    @property
    def text(self) -> str:
        """Its file, once its cards have their ids."""
        return card_file(self.name, [card.fields for card in self.cards])


@dataclass(frozen=True, slots=True)
class Before:
    """What members have of a deck that moves in."""

    kinds: Mapping[str, str]
    """Path below `kinds/` → text: the note types that they know."""
    notes: Mapping[str, int]
    """Guid → when the note was last changed, in seconds since 1970."""
    note_types: Mapping[int, int]
    """Id → the same of each note type; none where the source does not know by which ids members know them."""
    package: Snapshot
    """The notes and note types as members have them."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A deck that waits to be written."""

    name: str
    """What the source calls itself; empty where it does not say."""
    sections: tuple[DraftSection, ...]
    """In study order."""
    media: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)
    """Name below `media/` → what reads the file; without those that the deck has already."""
    remarks: tuple[Remark, ...] = ()
    before: Before | None = None
    """Only where members have the deck already."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """What `deck.yaml` says next to the name: key → its value as YAML."""


def report_text(draft: Draft, source: str, language: str) -> str:
    """What an import leaves to a person: every line that is in no card, with its number; empty without any."""
    lines: list[str] = []
    for kind, heading in _HEADINGS.items():
        remarks = [remark for remark in draft.remarks if remark.kind == kind]
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
