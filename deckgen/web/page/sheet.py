"""The sheet for the day: what a deck's tags name, to take along on one side of paper."""

import html
from collections.abc import Iterator, Sequence

from deckgen.anki.cloze import parse_cloze, plain
from deckgen.anki.tags import clean_tag
from deckgen.model import Deck, Note, SheetPart
from deckgen.model.diagnostics import Diagnostic, warning
from deckgen.web.page.card_html import PageContent


def sheet_of(deck: Deck, content: PageContent) -> str:
    """The sheet's HTML: each heading with its cards, in study order; empty where the deck has none.

    Raises:
        DeckgenError: A media file vanished since it was read.
    """
    sections: list[str] = []
    for part in deck.config.sheet:
        rows = [_row(_texts(deck, note, part), content) for note in _notes(deck, part.tags)]
        if shown := "\n".join(filter(None, rows)):
            sections.append(f"<section><h3>{html.escape(part.title)}</h3>\n<ul>\n{shown}\n</ul></section>")
    return "\n".join(sections)


def sheet_problems(deck: Deck) -> Iterator[Diagnostic]:
    """The tags that the sheet asks for, and no card has."""
    for part in deck.config.sheet:
        for tag in part.tags:
            if not _notes(deck, (tag,)):
                yield warning(
                    "sheet-empty",
                    "no card has the tag '{tag}', which the sheet asks for below '{title}'",
                    "give cards the tag, or take it out of 'sheet'",
                    tag=tag,
                    title=part.title,
                ).at(part.span)


def _notes(deck: Deck, tags: Sequence[str]) -> list[Note]:
    """The notes that have one of the author's tags."""
    names = [name for tag in tags if (name := clean_tag(tag))]
    wanted = {*names, *(f"{deck.config.tag}::{name}" for name in names)}  # of a deck that moved in, they are bare
    return [note for note in deck.notes if not wanted.isdisjoint(note.tags)]


def _texts(deck: Deck, note: Note, part: SheetPart) -> list[str]:
    """What is printed of a note: its filled fields, deletions filled in."""
    kind = next(kind for kind in deck.kinds if kind.name == note.kind)
    texts = dict(zip(deck.types[note.kind, note.shape].columns, note.fields, strict=True))
    wanted = part.fields or [spec.name for spec in kind.fields if spec.required]
    filled = [texts[name] for name in wanted if texts.get(name)]
    return [plain(parse_cloze(text)) for text in filled] if kind.cloze else filled


def _row(texts: Sequence[str], content: PageContent) -> str:
    """A card: what is asked, then what is said."""
    fitted = [content.fit(text, inside=False) for text in texts]
    classes = ["Asked", *["Said"] * len(fitted)] if len(fitted) > 1 else ["Said"]
    shown = "".join(f'<div class="{name}">{text}</div>' for name, text in zip(classes, fitted, strict=False))
    return f"<li>{shown}</li>" if shown else ""
