"""Which importer reads a file."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from deckgen.diagnostics import DeckgenError
from deckgen.importers import crowdanki, markdown_cards, package, tables, transcript
from deckgen.importers.text import read_any
from deckgen.importers.weeding import settled, weeded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from deckgen.importers.model import Draft
    from deckgen.model import Kind


class Form(StrEnum):
    """What a file to import is."""

    TABLE = "table"
    MARKDOWN = "markdown"
    TRANSCRIPT = "transcript"
    PACKAGE = "package"
    CROWDANKI = "crowdanki"


def form_of(path: Path) -> Form:
    """What a file is, by its name, or where that does not say by its text.

    Raises:
        DeckgenError: It cannot be read, or is none of these.
    """
    suffix = path.suffix.lower()
    if suffix in tables.SUFFIXES:
        return Form.TABLE
    if suffix in package.SUFFIXES:
        return Form.PACKAGE
    text = "" if path.is_dir() else read_any(path)
    if path.is_dir() or (suffix == crowdanki.SUFFIX and crowdanki.looks_like_crowdanki(text)):
        return Form.CROWDANKI
    if transcript.looks_like_transcript(text):
        return Form.TRANSCRIPT
    if suffix in markdown_cards.SUFFIXES:
        return Form.MARKDOWN
    if tables.looks_like_table(text):
        return Form.TABLE
    raise DeckgenError(
        f"'{path}' looks like no table, no Markdown and no transcript",
        "say what it is: --as table, --as markdown or --as transcript",
    )


def read_draft(  # noqa: PLR0913 - what a command line says of a file
    path: Path,
    form: Form,
    kinds: Sequence[Kind],
    wanted: Mapping[str, str],
    taken: frozenset[str] = frozenset(),
    *,
    into: bool = False,
    move: bool = False,
    progress: Callable[[str, int, int], None] = lambda _stage, _done, _total: None,
) -> tuple[Draft, tuple[Kind, ...]]:
    """Read a file's cards; gives the kinds that they can use, too.

    Args:
        path: The file.
        form: What it is.
        kinds: The kinds that the deck can use.
        wanted: For a table: field → column, as the author says.
        taken: Names below `media/` that are not free.
        into: Whether the cards join others, of these kinds; in a deck of its own a note type may take a kind's name.
        move: For a package: whether its notes go to deckgen's own kinds.
        progress: Called now and then with a stage's name, the work done, and all of its work.

    Raises:
        DeckgenError: It cannot be read, or holds no card.
    """
    path = crowdanki.deck_file(path)
    if wanted and form is not Form.TABLE:
        raise DeckgenError("--map is for tables", f"'{path}' is read as {form.value}")
    if form is Form.TABLE:
        draft = tables.read_table(path, kinds, wanted, taken)
    elif form is Form.MARKDOWN:
        draft = markdown_cards.read_markdown(path, taken)
    elif form in {Form.PACKAGE, Form.CROWDANKI}:
        names = {name for kind in kinds for name in (kind.name, kind.key)} if into or move else ()
        source = package.read_source(path, taken) if form is Form.PACKAGE else crowdanki.read_crowdanki(path, taken)
        draft = package.draft_of(source, path.stem, names, progress, move=move)
    else:
        draft = transcript.read_transcript(path)
    draft, all_kinds = settled(draft, kinds)
    draft = weeded(draft, all_kinds)
    if not draft.sections:
        raise DeckgenError(f"no card was found in '{path}'", _SHAPES[form])
    return draft, all_kinds


_SHAPES = {
    Form.TABLE: "say which column is which: --map front=1,back=2",
    Form.MARKDOWN: "cards are headings with text below, 'Q:' and 'A:', 'term :: meaning', or '- **term**: meaning'",
    Form.PACKAGE: "look whether it is the file that you meant",
    Form.CROWDANKI: "look whether it is the file that you meant",
    Form.TRANSCRIPT: "questions begin with 'Q1.' and have a line '답변 팁:' or 'Answer:' below",
}
