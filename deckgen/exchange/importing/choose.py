"""Which importer reads a file."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from deckgen.exchange.importing import crowdanki, folder, markdown_cards, package, tables
from deckgen.exchange.importing.project import Existing
from deckgen.exchange.importing.text import read_any
from deckgen.exchange.importing.weeding import settled, weeded
from deckgen.model.diagnostics import DeckgenError, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from deckgen.exchange.importing.model import Draft
    from deckgen.model import Kind


_CANNOT_IMPORT: dict[str, Text] = {
    "form": (
        "cannot-import.form",
        "'{path}' does not look like a table or Markdown",
        "say what it is: --as table or --as markdown",
    ),
    "errors": (
        "cannot-import.errors",
        "what is imported would be errors in this deck",
        ("nothing was written; take it into a folder of its own, or change what the deck demands in deck.yaml"),
    ),
    "map-elsewhere": ("cannot-import.map-elsewhere", "--map is for tables", "'{path}' is read as {form}"),
    "no-card-table": (
        "cannot-import.no-card-table",
        "no card was found in '{path}'",
        "say which column is which: --map front=1,back=2",
    ),
    "no-card-markdown": (
        "cannot-import.no-card-markdown",
        "no card was found in '{path}'",
        ("cards are headings with text below, 'Q:' and 'A:', 'term :: meaning', or '- **term**: meaning'"),
    ),
    "no-rows": ("cannot-import.no-rows", "'{path}' has no rows", "check that it is the file you meant"),
    "encoding": ("cannot-import.encoding", "'{path}' is not text in UTF-8, UTF-16 or CP949", "save it as UTF-8"),
    "no-card-folder": (
        "cannot-import.no-card-folder",
        "no card was found in the notes of '{path}'",
        ("cards are headings with text below, 'Q:' and 'A:', 'term :: meaning', or '- **term**: meaning'"),
    ),
    "archive": ("cannot-import.archive", "'{path}' is an archive", "unpack it, and import the folder, or a file in it"),
    "sheet": (
        "cannot-import.sheet",
        "'{path}' is a spreadsheet's own file, not a text",
        "save it as CSV or TSV, and import that",
    ),
    "document": (
        "cannot-import.document",
        "'{path}' is a document with a layout, not a text",
        "copy its text into a .md or .txt file, and import that",
    ),
    "map-pair": ("cannot-import.map-pair", "--map: '{text}' has no '='", "write --map front=Front,back=Back,tags=Tags"),
    "map-lacks": (
        "cannot-import.map-lacks",
        "--map: {names} are not enough to make a card of any kind",
        "'deckgen kinds' lists what each kind requires; for example --map front=1,back=2",
    ),
    "field-near": ("cannot-import.field-near", "--map: no kind has a field '{field}'", "did you mean '{near}'?"),
    "field-known": ("cannot-import.field-known", "--map: no kind has a field '{field}'", "known here: {known}"),
    "field-unknown": (
        "cannot-import.field-unknown",
        "--map: no kind has a field '{field}'",
        "'deckgen kinds' lists the fields",
    ),
    "column-near": (
        "cannot-import.column-near",
        "--map: there is no column '{name}' for '{field}'",
        "did you mean '{near}'?",
    ),
    "column-known": (
        "cannot-import.column-known",
        "--map: there is no column '{name}' for '{field}'",
        "known here: {known}",
    ),
    "column-unknown": (
        "cannot-import.column-unknown",
        "--map: there is no column '{name}' for '{field}'",
        "name it, or count it from 1",
    ),
    "no-card-package": (
        "cannot-import.no-card-package",
        "no card was found in '{path}'",
        "check that this is the file you meant",
    ),
    "no-card-crowdanki": (
        "cannot-import.no-card-crowdanki",
        "no card was found in '{path}'",
        "check that this is the file you meant",
    ),
}


_NOTHING = Existing()
_NO_TEXTS = {
    ".zip": "archive",
    **dict.fromkeys((".xlsx", ".xls", ".ods", ".numbers"), "sheet"),
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
    if suffix in tables.SUFFIXES | package.SUFFIXES:
        return Form.TABLE if suffix in tables.SUFFIXES else Form.PACKAGE
    if path.is_dir():
        return Form.CROWDANKI if crowdanki.deck_file(path) else Form.FOLDER
    if suffix in _NO_TEXTS:
        raise DeckgenError(*_CANNOT_IMPORT[_NO_TEXTS[suffix]], path=str(path))
    text = read_any(path)
    if suffix == crowdanki.SUFFIX and crowdanki.looks_like_crowdanki(text):
        return Form.CROWDANKI
    if suffix in markdown_cards.SUFFIXES:
        return Form.MARKDOWN
    if tables.looks_like_table(text):
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
    move: bool = False,
    progress: Callable[[str, int, int], None] = lambda _stage, _done, _total: None,
) -> tuple[Draft, tuple[Kind, ...]]:
    """Read a file's cards; gives the kinds that they can use, too.

    Args:
        path: The file.
        form: What it is.
        kinds: The kinds that the deck can use.
        wanted: For a table: field → column, as the author says.
        existing: What the deck holds already that the cards join.
        move: For a package: whether its notes go to deckgen's own kinds.
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
    if form is Form.TABLE:
        draft = tables.read_table(path, kinds, wanted, existing.media)
    elif form is Form.MARKDOWN:
        draft = markdown_cards.read_markdown(path, existing.media)
    elif form is Form.FOLDER:
        draft = folder.read_folder(path, kinds, existing.media)
    else:
        path = (form is Form.CROWDANKI and crowdanki.deck_file(path)) or path
        read = package.read_source if form is Form.PACKAGE else crowdanki.read_crowdanki
        draft = package.draft_of(read(path, existing.media), path.stem, existing, progress, move=move)
    draft, all_kinds = settled(draft, kinds)
    draft = weeded(draft, all_kinds)
    if not draft.sections and any(remark.case == "already" for remark in draft.left):
        raise DeckgenError(
            "import-nothing.already",
            "the deck has all of '{path}' already",
            "what members mended in it comes back by deckgen merge",
            path=str(path),
        )
    if not draft.sections:
        raise DeckgenError(*_CANNOT_IMPORT[f"no-card-{form.value}"], path=str(path))
    return draft, all_kinds
