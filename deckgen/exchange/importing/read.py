"""Which importer reads a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from deckgen.exchange.draft import Draft
from deckgen.exchange.draft_check import resolve_kinds
from deckgen.exchange.draft_files import Existing
from deckgen.exchange.importing import folder, markdown_cards, package, sheets, tables
from deckgen.exchange.importing.crowdanki import deck_file
from deckgen.exchange.importing.media import Media, vault_of
from deckgen.exchange.text import read_any
from deckgen.model import Kind
from deckgen.model.diagnostics import DeckgenError


class Form(StrEnum):
    """What a file to import is."""

    TABLE = "table"
    MARKDOWN = "markdown"
    PACKAGE = "package"
    FOLDER = "folder"


def form_of(path: Path) -> Form:
    """What a file is, by its name, or where that does not say by its text.

    Raises:
        DeckgenError: It cannot be read, or is none of these.
    """
    suffix = path.suffix.lower()
    if suffix in package.SUFFIXES or deck_file(path):
        return Form.PACKAGE
    if suffix in sheets.TEXTS | sheets.SPREADSHEETS:
        return Form.TABLE
    if path.is_dir():
        return Form.FOLDER
    text = read_any(path)
    if suffix in markdown_cards.SUFFIXES:
        return Form.MARKDOWN
    if sheets.looks_like_table(text):
        return Form.TABLE
    raise DeckgenError(
        "cannot-import.form",
        "'{path}' does not look like a table or Markdown",
        "say what it is: --as table or --as markdown",
        path=str(path),
    )


def read_draft(
    path: Path,
    form: Form,
    kinds: Sequence[Kind],
    wanted: Mapping[str, str],
    existing: Existing,
    *,
    media: Path | None = None,
    progress: Callable[[str, int, int], None] = lambda _stage, _done, _total: None,
) -> tuple[Draft, tuple[Kind, ...]]:
    """Read a file's cards; gives the kinds that they can use, too.

    Args:
        wanted: For a table: field → column, as the author says.
        media: For tables and Markdown: where pictures and sounds lie that are not next to them.
        progress: Called now and then with a stage's name, the work done, and all of its work.

    Raises:
        DeckgenError: It cannot be read, or holds no card.
    """
    if wanted and form is not Form.TABLE:
        raise DeckgenError(
            "cannot-import.option",
            "--map says nothing about '{path}', which is read as {form}",
            "leave it out; or say what the file is, with --as",
            path=str(path),
            form=form.value,
        )
    if form is Form.PACKAGE:
        draft = package.draft_of(path, existing, progress)
    else:
        root = path if form is Form.FOLDER else vault_of(path.parent) or path.parent
        files = Media(root, existing.media, media)
        if form is Form.TABLE:
            draft = tables.read_table(path, kinds, wanted, files)
        elif form is Form.MARKDOWN:
            draft = markdown_cards.read_markdown(path, files)
        else:
            draft = folder.read_folder(path, kinds, files)
        draft = replace(draft, media=files.files)
    draft, kinds = resolve_kinds(draft, kinds)
    if draft.sections:
        return draft, kinds
    if any(remark.why == package.ALREADY for remark in draft.left):
        raise DeckgenError(
            "import-nothing.already",
            "the deck has all of '{path}' already",
            "what members corrected in it comes back by deckgen merge",
            path=str(path),
        )
    raise DeckgenError(
        "cannot-import.no-card",
        "no card was found in '{path}'",
        "in notes, cards are headings with text below, 'Q:' and 'A:', 'front :: back', or '- **term**: meaning'; "
        "of a table, say which column is which: --map front=1,back=2",
        path=str(path),
    )
