"""Which importer reads a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from deckgen.exchange.draft import Draft
from deckgen.exchange.draft_check import drop_invalid_cards, resolve_kinds
from deckgen.exchange.draft_files import Existing
from deckgen.exchange.importing import crowdanki, folder, markdown_cards, package, sheets, tables
from deckgen.exchange.importing.media import MediaFinder, Shelf, vault_of
from deckgen.exchange.text import read_any
from deckgen.model import Kind
from deckgen.model.diagnostics import DeckgenError, Text

_NO_TEXT: dict[str, Text] = {
    "archive": ("cannot-import.archive", "'{path}' is an archive", "unpack it, and import the folder, or a file in it"),
    "sheet": (
        "cannot-import.sheet",
        "'{path}' is a spreadsheet's own file, not a text",
        "save it as .xlsx or CSV, and import that",
    ),
    "document": (
        "cannot-import.document",
        "'{path}' is a document with a layout, not a text",
        "copy its text into a .md or .txt file, and import that",
    ),
}
_NO_CARD: dict[str, Text] = {
    "table": (
        "cannot-import.no-card-table",
        "no card was found in '{path}'",
        "name the columns in the first row, or say which is which: --map front=1,back=2",
    ),
    "markdown": (
        "cannot-import.no-card-markdown",
        "no card was found in '{path}'",
        ("cards are headings with text below, 'Q:' and 'A:', 'term :: meaning', or '- **term**: meaning'"),
    ),
    "folder": (
        "cannot-import.no-card-folder",
        "no card was found in the notes of '{path}'",
        ("cards are headings with text below, 'Q:' and 'A:', 'term :: meaning', or '- **term**: meaning'"),
    ),
    "package": (
        "cannot-import.no-card-package",
        "no card was found in '{path}'",
        "check that this is the file you meant",
    ),
    "crowdanki": (
        "cannot-import.no-card-crowdanki",
        "no card was found in '{path}'",
        "check that this is the file you meant",
    ),
}
_NOTHING = Existing()
_NO_TEXTS = {
    ".zip": "archive",
    **dict.fromkeys((".xls", ".ods", ".numbers"), "sheet"),
    **dict.fromkeys((".docx", ".doc", ".odt", ".hwp", ".hwpx", ".pdf", ".rtf", ".pages", ".pptx"), "document"),
}
"""What is often tried, and is no text: its ending → what to do instead."""


class Form(StrEnum):
    """What a file to import is."""

    TABLE = "table"
    MARKDOWN = "markdown"
    PACKAGE = "package"
    CROWDANKI = "crowdanki"
    FOLDER = "folder"


def form_of(path: Path) -> Form:
    """What a file is, by its name, or where that does not say by its text.

    Raises:
        DeckgenError: It cannot be read, or is none of these.
    """
    suffix = path.suffix.lower()
    if suffix in sheets.TEXTS | sheets.SPREADSHEETS | package.SUFFIXES:
        return Form.TABLE if suffix not in package.SUFFIXES else Form.PACKAGE
    if path.is_dir():
        return Form.CROWDANKI if crowdanki.deck_file(path) else Form.FOLDER
    if suffix in _NO_TEXTS:
        raise DeckgenError(*_NO_TEXT[_NO_TEXTS[suffix]], path=str(path))
    text = read_any(path)
    if suffix == crowdanki.SUFFIX and crowdanki.looks_like_crowdanki(text):
        return Form.CROWDANKI
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
    existing: Existing = _NOTHING,
    *,
    media: Path | None = None,
    progress: Callable[[str, int, int], None] = lambda _stage, _done, _total: None,
) -> tuple[Draft, tuple[Kind, ...]]:
    """Read a file's cards; gives the kinds that they can use, too.

    Args:
        wanted: For a table: field → column, as the author says.
        media: For tables and Markdown: where pictures and sounds lie that are not beside them.
        progress: Called now and then with a stage's name, the work done, and all of its work.

    Raises:
        DeckgenError: It cannot be read, or holds no card.
    """
    if wanted and form is not Form.TABLE:
        raise DeckgenError(
            "cannot-import.map-elsewhere",
            "--map is for tables",
            "'{path}' is read as {form}",
            path=str(path),
            form=form.value,
        )
    if media and form in {Form.PACKAGE, Form.CROWDANKI}:
        raise DeckgenError(
            "cannot-import.media-elsewhere",
            "--media is for tables and Markdown",
            "'{path}' brings its own media",
            path=str(path),
        )
    root = path if form is Form.FOLDER else vault_of(path.parent) or path.parent
    shelf = Shelf(root, existing.media, media)
    if form is Form.TABLE:
        draft = tables.read_table(path, kinds, wanted, MediaFinder(path.parent, shelf))
    elif form is Form.MARKDOWN:
        draft = markdown_cards.read_markdown(path, MediaFinder(path.parent, shelf))
    elif form is Form.FOLDER:
        draft = folder.read_folder(path, kinds, shelf)
    else:
        path = (form is Form.CROWDANKI and crowdanki.deck_file(path)) or path
        read = package.read_source if form is Form.PACKAGE else crowdanki.read_crowdanki
        draft = package.draft_of(read(path, existing.media), path.stem, existing, progress)
    draft, all_kinds = resolve_kinds(draft, kinds)
    draft = drop_invalid_cards(draft, all_kinds)
    if not draft.sections and any(remark.why == package.ALREADY for remark in draft.left):
        raise DeckgenError(
            "import-nothing.already",
            "the deck has all of '{path}' already",
            "what members mended in it comes back by deckgen merge",
            path=str(path),
        )
    if not draft.sections:
        raise DeckgenError(*_NO_CARD[form.value], path=str(path))
    return draft, all_kinds
