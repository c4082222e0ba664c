"""The sheet for the day: what a deck's tags name, on one side of paper."""

import html
from collections.abc import Iterator, Sequence

from deckgen.anki.cloze import parse_cloze, plain
from deckgen.anki.tags import clean_tag
from deckgen.model import Deck, Kind, Note, SheetPart
from deckgen.model.diagnostics import Diagnostic, warning
from deckgen.web.page.confine import confined
from deckgen.web.page.content import PageContent


def sheet_of(deck: Deck, content: PageContent) -> str:
    """The sheet's HTML: each heading with its cards, in study order; empty where the deck has none.

    Raises:
        DeckgenError: A media file vanished since it was read.
    """
    sections = [_section(deck, part, content) for part in deck.config.sheet]
    return "\n".join(filter(None, sections))


def sheet_problems(deck: Deck) -> Iterator[Diagnostic]:
    """What the sheet asks for, and no card has."""
    for part in deck.config.sheet:
        for tag in part.tags:
            if not _notes(deck, (tag,)):
                yield warning(
                    "sheet-empty.tag",
                    "no card has the tag '{tag}', which the sheet asks for below '{title}'",
                    "give cards the tag, or take it out of 'sheet'",
                    tag=tag,
                    title=part.title,
                ).at(part.span)
        columns = [_columns(deck, note) for note in _notes(deck, part.tags)]
        for field in part.fields:
            if columns and not any(field in names for names in columns):
                known = ", ".join(columns[0])
                yield warning(
                    "sheet-empty.field",
                    "no card below '{title}' on the sheet has a field '{field}'",
                    "its cards have: {known}",
                    field=field,
                    title=part.title,
                    known=known,
                ).at(part.span)


def _notes(deck: Deck, tags: Sequence[str]) -> list[Note]:
    """The notes that have one of the author's tags."""
    names = [name for tag in tags if (name := clean_tag(tag))]
    wanted = {*names, *(f"{deck.config.tag}::{name}" for name in names)}  # of a deck that moved in, they are bare
    return [note for note in deck.notes if not wanted.isdisjoint(note.tags)]


def _columns(deck: Deck, note: Note) -> tuple[str, ...]:
    return deck.types[note.kind, note.shape].columns


def _section(deck: Deck, part: SheetPart, content: PageContent) -> str:
    kinds = {kind.name: kind for kind in deck.kinds}
    rows = [_row(_texts(deck, note, kinds[note.kind], part.fields), content) for note in _notes(deck, part.tags)]
    shown = "\n".join(filter(None, rows))
    return f"<section><h3>{html.escape(part.title)}</h3>\n<ul>\n{shown}\n</ul></section>" if shown else ""


def _texts(deck: Deck, note: Note, kind: Kind, fields: Sequence[str]) -> list[str]:
    """What is printed of a note: its filled fields, deletions filled in."""
    texts = dict(zip(_columns(deck, note), note.fields, strict=True))
    wanted = fields or [spec.name for spec in kind.fields if spec.required]
    filled = [texts[name] for name in wanted if texts.get(name)]
    return [plain(parse_cloze(text)) for text in filled] if kind.cloze else filled


def _row(texts: Sequence[str], content: PageContent) -> str:
    """A card: what is asked, then what is said."""
    fitted = [content.fit(confined(text)[0], inside=False) for text in texts]
    if not fitted:
        return ""
    asked, *said = fitted
    answer = "".join(f'<div class="Said">{text}</div>' for text in said)
    return f'<li><div class="{"Asked" if said else "Said"}">{asked}</div>{answer}</li>'
